/** Runs that lie on the server: what making and removing them shares. */
import type { Session } from "../../auth/session.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ServerUrls } from "../../http/server_urls.ts";
import type { JobWatch } from "../../jobs/await_job.ts";

/** An open, logged-in connection. */
export interface Remote {
  client: HttpClient;
  session: Session;
  urls: ServerUrls;
  watch: JobWatch;
  /** Run id of the recording; undefined when the profile does not know it. */
  recordedRun: string | undefined;
}

/** Tells the guard which run the requests may name from now on. */
export function nameSandbox({ client }: Remote, runId: string): void {
  client.guard.setSandbox(runId);
}

/**
 * Removes a run over HTTP. WEPPcloud has one address for that, the test support's, which is off on most servers.
 *
 * @returns a remark when the run stays, undefined when it is gone
 */
export async function removeOverHttp(
  runId: string,
  { client, session, urls }: Remote,
): Promise<string | undefined> {
  const address = (path: string) => new URL(`${urls.base}/tests/api/${path}`);
  const ping = address("ping");
  const support = await client.send({
    method: "GET",
    url: ping,
    headers: session.headersFor("GET", ping),
    redirect: "manual",
  });
  if (support.status !== 200 || support.json === undefined) {
    return `the run ${runId} stays on the server: it offers no way to remove a run (no test support)`;
  }
  const url = address(`run/${encodeURIComponent(runId)}`);
  const answer = await client.send({
    method: "DELETE",
    url,
    headers: session.headersFor("DELETE", url),
    redirect: "manual",
  });
  return answer.status < 300 || answer.status === 404
    ? undefined
    : `the run ${runId} stays on the server: its removal was answered HTTP ${answer.status}`;
}
