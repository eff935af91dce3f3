/** Reads the recording that another one is compared with. It is only read, and nothing of it is written. */
import { basename } from "node:path";
import { readSource } from "../../events/read_source.ts";
import { openSource } from "../../events/sources/mod.ts";
import { ProfileError } from "../../errors.ts";
import { classify } from "../classify.ts";
import { Collector } from "../collect.ts";
import { findJobs } from "../jobs.ts";
import { Surveyor } from "../survey.ts";
import type { Recorded } from "../types.ts";
import type { Fate, WorldParts } from "./world.ts";

/** The whole of a recording. */
const WHOLE = { from: -Infinity, to: Infinity };

/**
 * Reads a recording for `--against`.
 *
 * @param path run directory, audit log, or recording of our own
 * @throws ProfileError usage when there is no such recording or nothing in it
 */
export async function readOther(path: string): Promise<WorldParts> {
  const source = await openSource(path, {});
  const surveyor = new Surveyor();
  const collector = new Collector(WHOLE);
  for await (const item of readSource(source)) {
    surveyor.add(item);
    collector.add(item);
  }
  const found = surveyor.finish();
  const runId = found.runId ?? (source.runDir === undefined ? "unknown-run" : basename(source.runDir));
  const { requests } = collector.finish({ ...found, runId });
  if (requests.length === 0) {
    throw new ProfileError("usage", "The recording to compare with holds no request", {
      position: { file: source.log },
      remedy: "Give --against a run directory or audit log of the same workflow",
    });
  }
  const jobs = findJobs(requests);
  return {
    requests,
    runId,
    jobs,
    recordsFormValues: found.recordsFormValues,
    fate: (recorded) => fateOf(recorded, runId, found.origins, jobs.started),
  };
}

/** What becomes of a request without links. */
export function fateOf(
  recorded: Recorded,
  runId: string,
  origins: ReadonlySet<string>,
  started: ReadonlyMap<Recorded, string>,
): Fate {
  return classify(recorded, runId, origins, started.has(recorded)).kind;
}
