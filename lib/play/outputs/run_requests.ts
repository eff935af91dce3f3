/** Requests for the files of a run, with the session of the play; an expired one is renewed once. */
import type { Session } from "../../auth/session.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../../http/client.ts";
import { runSegment, type ServerUrls } from "../../http/server_urls.ts";

/** The run, and how its server is reached. */
export interface RunSource {
  client: HttpClient;
  session: Session;
  urls: ServerUrls;
  runId: string;
  config: string;
}

/** Asks about the files of one run. */
export interface RunRequests {
  /** Path of the run on the server, without a slash at its end. */
  root: string;
  /** @param path in the run */
  address(kind: "files" | "browse" | "download", path: string): URL;
  ask(url: URL, saving?: Pick<HttpRequest, "saveTo" | "saveLimit" | "received">): Promise<HttpAnswer>;
}

/** Requests of one run. */
export function runRequests({ client, session, urls, runId, config }: RunSource): RunRequests {
  const root = `${urls.base}/runs/${runSegment(runId)}/${encodeURIComponent(config)}`;
  const headers = (url: URL) => {
    // The file service takes the token of rq-engine.
    const engine = session.headersFor("GET", new URL(`${urls.origin}/rq-engine/api/`));
    return { ...engine, ...session.headersFor("GET", url) };
  };
  return {
    root: new URL(root).pathname,
    address: (kind, path) => new URL(`${root}/${kind}/${path.split("/").map(encodeURIComponent).join("/")}`),
    async ask(url, saving = {}) {
      const send = () =>
        client.send({ method: "GET", url, headers: headers(url), redirect: "manual", ...saving });
      const answer = await send();
      return session.wasRefused(answer, url) && await session.renew() ? await send() : answer;
    },
  };
}
