/** What a play leaves beside its report: transcript, the server's own log, the bundle. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { writeAtomic } from "../files/atomic.ts";
import { stableJson } from "../model/json.ts";
import { bundleDir, writeBundle } from "./bundle.ts";
import { pathOf } from "./check_run.ts";
import type { PlayState } from "./state.ts";
import { toHar } from "./transcript.ts";

/** Writes what was sent and answered, and what the embedded server saw. */
export async function writeTranscript(
  { report, options, resultDir, exchanges, log }: PlayState,
  requestLog: string[],
): Promise<void> {
  const { redactor, version } = options;
  report.artifacts["log"] = log.path;
  const transcript = join(resultDir, "transcript.har");
  await writeAtomic(transcript, stableJson(toHar(exchanges, { name: "profile", version }, redactor)));
  report.artifacts["transcript"] = transcript;
  if (requestLog.length === 0) return;
  const requests = join(resultDir, "server_requests.jsonl");
  await writeAtomic(requests, redactor.text(requestLog.join("\n") + "\n"));
  report.artifacts["server_requests"] = requests;
}

/** Writes the bundle of a play that did not pass, but for what is written last. */
export async function fillBundle(state: PlayState, requestLog: string[]): Promise<void> {
  const { report, options, resultDir, sandbox } = state;
  report.artifacts["bundle"] = bundleDir(resultDir);
  await writeBundle({
    resultDir,
    report,
    runDir: sandbox?.dir,
    requestLog,
    named: namedBy(state),
    environment: environmentOf(state),
    redactor: options.redactor,
  });
}

/** The bundle is whole by itself: report, transcript and log are in it too. */
export async function completeBundle({ report, resultDir }: PlayState): Promise<void> {
  const { bundle } = report.artifacts;
  if (bundle === undefined) return;
  for (const name of ["report.json", "transcript.har", "play.log"]) {
    await copyFile(join(resultDir, name), join(bundle, name));
  }
}

/** Files that the failed step's expectations name. */
function namedBy({ report, options }: PlayState): string[] {
  const failed = options.loaded.profile.steps.find((step) => step.id === report.failed_step);
  if (failed === undefined || failed.action === "wait") return [];
  const { files = [], log_phrases = [], state = [] } = failed.expect ?? {};
  return [...new Set([...files.map(pathOf), ...[...log_phrases, ...state].map(({ file }) => file)])];
}

function environmentOf({ options }: PlayState): Record<string, unknown> {
  const { baseUrl, runRoot, scratch, jobTimeout, workerTimeout, overlay, compare, version, embedded } =
    options;
  return {
    profile_version: version,
    runtime: process.version,
    platform: `${process.platform}-${process.arch}`,
    settings: {
      base_url: baseUrl,
      playback_run_root: runRoot,
      scratch,
      jobTimeout,
      workerTimeout,
      overlay,
      compare,
    },
    embedded,
  };
}
