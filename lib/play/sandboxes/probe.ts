/** Can the server use the sandbox that lies on the disk? The page of the run tells it, before the first step. */
import { ProfileError } from "../../errors.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { runSegment } from "../../http/server_urls.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Remote } from "./remote.ts";

/**
 * Reads the run's page. A server that cannot use a folder with configuration alone gets the profile's `run/` snapshot.
 *
 * @returns remarks for the report
 * @throws ProfileError unavailable when the server does not find the folder, or cannot open the run
 */
export async function probeSandbox(sandbox: Sandbox, remote: Remote): Promise<string[]> {
  const first = await readPage(sandbox, remote);
  if (isUsable(first)) return [];
  if (sandbox.fillFromSnapshot === undefined) throw unusable(sandbox, first, remote);
  await sandbox.fillFromSnapshot();
  const second = await readPage(sandbox, remote);
  if (!isUsable(second)) throw unusable(sandbox, second, remote);
  return [
    `the server could not use a sandbox that holds configuration alone (HTTP ${first.status}); ` +
    "it was started from the profile's run/ snapshot",
  ];
}

async function readPage({ runId, config }: Sandbox, { client, session, urls }: Remote): Promise<HttpAnswer> {
  const url = new URL(`${urls.base}/runs/${runSegment(runId)}/${encodeURIComponent(config)}/`);
  return await client.send({
    method: "GET",
    url,
    headers: session.headersFor("GET", url),
    redirect: "manual",
  });
}

/** Refusals of the caller are for the steps to meet; only "not there" and "broken" are about the folder. */
function isUsable({ status }: HttpAnswer): boolean {
  return status < 500 && status !== 404;
}

function unusable({ dir, runId }: Sandbox, answer: HttpAnswer, { urls }: Remote): ProfileError {
  if (answer.status === 404) {
    return new ProfileError(
      "unavailable",
      `The server ${urls.origin} does not find the sandbox ${runId}, although its folder is there: ${dir}`,
      {
        remedy:
          "The server has another folder for playback runs, or another disk: name it with --playback-run-root " +
          "(PROFILE_PLAYBACK_RUN_ROOT of the server), or play with --sandbox create, or --sandbox fork --fork-from RUN",
      },
    );
  }
  const words = answer.text.trim().startsWith("<")
    ? ""
    : `: ${answer.text.trim().split("\n")[0]?.slice(0, 200)}`;
  return new ProfileError(
    "unavailable",
    `The server cannot open the sandbox ${runId} (HTTP ${answer.status}${words}): its folder holds configuration alone`,
    {
      remedy: "Promote the profile with --with-run, so that a sandbox can start from the snapshot, " +
        "or play with --sandbox create, or --sandbox fork --fork-from RUN",
    },
  );
}
