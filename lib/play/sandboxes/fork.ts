/** A sandbox by fork: the server copies a run into `profile;;tmp;;<id>`, when its disk is not ours to write to. */
import { join } from "node:path";
import { ProfileError } from "../../errors.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { runSegment } from "../../http/server_urls.ts";
import { awaitJob } from "../../jobs/await_job.ts";
import { isObject } from "../../model/json.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import { formatDuration } from "../../text/duration.ts";
import { jobIds } from "../../waits/job.ts";
import { answersApi } from "../../jobs/probe_api.ts";
import type { Sandbox } from "../sandbox.ts";
import { Claim, type Claimant } from "./claim.ts";
import { namedConfig } from "./config_slug.ts";
import { nameSandbox, type Remote, removeOverHttp } from "./remote.ts";

/**
 * Forks a run into a fresh sandbox and waits for the server's job. WEPP's inputs and outputs are not copied
 * (`skip_wepp_runs_output`): what the steps do not produce shall not be there. Either generation of the API is spoken.
 *
 * @param from run id
 * @param options.timeout ms for the job
 * @param options.runRoot looked at for the fork's folder: on a shared disk outputs are read from there
 * @throws ProfileError unavailable when the server does not fork
 */
export async function forkSandbox(
  loaded: LoadedProfile,
  from: string,
  claimant: Claimant,
  remote: Remote,
  options: { timeout: number; runRoot: string },
): Promise<Sandbox> {
  const { client, session, urls, watch } = remote;
  const config = await namedConfig(loaded);
  const claim = await Claim.make(claimant, "fork");
  const runId = `profile;;tmp;;${claim.id}`;
  await claim.named(runId);
  await session.openUser();
  // Asked by a question that names no run: only the fork itself may name the one that is forked.
  const api = !await answersApi(watch, "rq-engine") && await answersApi(watch, "legacy")
    ? "legacy"
    : "rq-engine";
  const run = `/runs/${runSegment(from)}/${encodeURIComponent(config)}`;
  const url = new URL(
    api === "legacy" ? `${urls.base}${run}/rq/api/fork` : `${urls.origin}/rq-engine/api${run}/fork`,
  );
  const text = JSON.stringify({ target_runid: runId, undisturbify: false, skip_wepp_runs_output: true });
  nameSandbox(remote, runId);
  client.guard.allowOnce({ run: from, url });
  const answer = await client.send({
    method: "POST",
    url,
    headers: session.headersFor("POST", url),
    body: { kind: "text", text, contentType: "application/json" },
    redirect: "manual",
  });
  const [job] = jobIds(answer.json);
  if (answer.status >= 300 || job === undefined) {
    await claim.forget();
    throw refusedFork(from, config, answer);
  }
  const made = isObject(answer.json) ? answer.json["new_runid"] : undefined;
  if (made !== undefined && made !== runId) {
    throw new ProfileError(
      "unavailable",
      `The server forked into ${JSON.stringify(made)}, not into ${runId}`,
      {
        remedy: "The server is too old to be told the target of a fork: play with --sandbox create",
      },
    );
  }
  const { outcome, job: seen } = await awaitJob(watch, job, { api, timeout: options.timeout });
  if (outcome !== "finished") {
    const how = outcome === "overrun" || outcome === "not-started"
      ? `is still ${seen.status} after ${formatDuration(options.timeout)}`
      : `ended ${seen.status}`;
    throw new ProfileError("unavailable", `The fork of ${from} failed: job ${job} ${how}`, {
      remedy: outcome === "not-started"
        ? "Start the RQ workers of the server"
        : "Look at the log of the server's workers",
    });
  }
  const dir = join(options.runRoot, claim.id);
  const isHere = await claim.found(dir);
  return {
    mode: "fork",
    runId,
    dir: isHere ? dir : undefined,
    config,
    ownConfig: false,
    before: [],
    startedFull: true,
    ...(isHere ? {} : { removeRemote: () => removeOverHttp(runId, remote) }),
    remove: () => claim.remove(),
  };
}

function refusedFork(from: string, config: string, { status, json }: HttpAnswer): ProfileError {
  const error = isObject(json) && isObject(json["error"]) ? json["error"]["message"] : undefined;
  const words = typeof error === "string" ? `: ${error.split("\n")[0]?.slice(0, 200)}` : "";
  const remedy = status === 404
    ? `Check the run id, and that its config is ${config}`
    : status === 401 || status === 403
    ? "Log in as somebody who may read that run"
    : "Look at the server's log, or play with --sandbox create";
  return new ProfileError("unavailable", `The server does not fork ${from} (HTTP ${status}${words})`, {
    remedy,
  });
}
