/** The end of every play, however it went: verdict, artifacts, report, clean-up. */
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { formatPosition, messageOf, type Position, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { stableJson } from "../model/json.ts";
import { cleanReport } from "../report/clean.ts";
import { REPORTERS } from "../report/registry.ts";
import { noteLatest } from "../results/latest.ts";
import { writeBundle } from "./bundle.ts";
import { summaryLines } from "./lines.ts";
import { countAll, playSummary, playVerdict } from "./outcome.ts";
import type { PlayState } from "./state.ts";
import { toHar } from "./transcript.ts";

/**
 * Settles the verdict and writes the result.
 *
 * @param error what stopped the play, if anything was thrown
 */
export async function settle(state: PlayState, error: unknown): Promise<void> {
  const { report, options } = state;
  const stopped = error === undefined ? undefined : noteError(state, error);
  setVerdict(state, stopped);
  await state.client?.close();
  await state.target?.close();
  await writeArtifacts(state);
  if (report.verdict === "passed" && !options.keep && report.sandbox !== null) {
    await state.sandbox?.remove();
    report.sandbox.dir = null;
  }
  await rm(state.scratchDir, { recursive: true, force: true });
  for (const line of summaryLines(report)) state.log.write(line);
  const clean = cleanReport(report, options.redactor);
  for (const { file, render } of REPORTERS) await writeAtomic(join(state.resultDir, file), render([clean]));
  const { bundle } = report.artifacts;
  if (bundle !== undefined) {
    for (const name of ["report.json", "transcript.har", "play.log"]) {
      await copyFile(join(state.resultDir, name), join(bundle, name));
    }
  }
  await noteLatest(options.dataRoot, options.invocation, report, state.resultDir);
}

/** An error that stopped the play becomes part of the report; a bug of ours is `internal`. */
function noteError(state: PlayState, error: unknown): Verdict {
  if (state.options.signal.aborted) return "interrupted";
  const known = error instanceof ProfileError ? error : undefined;
  const position = known?.position ?? placeOf(state);
  state.report.error = {
    message: `${state.current === undefined ? "" : `step ${state.current}: `}${messageOf(error)}`,
    ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
    ...(position === undefined ? {} : { position: formatPosition(position) }),
  };
  if (known === undefined && error instanceof Error) state.log.write(error.stack ?? error.message);
  return known?.verdict ?? "internal";
}

/** Where in profile.yaml the step under way stands. */
function placeOf({ current, options }: PlayState): Position | undefined {
  const { profile, source } = options.loaded;
  const index = profile.steps.findIndex((step) => step.id === current);
  return index === -1 ? undefined : source.locate(["steps", index]);
}

function setVerdict(state: PlayState, stopped: Verdict | undefined): void {
  const { report, options } = state;
  const { steps, comparisons = [] } = options.loaded.profile;
  const ran = [...report.steps];
  for (const { id, action } of steps.slice(ran.length)) {
    const reason = id === state.current ? "stopped by an error" : "the play stopped before it";
    report.steps.push({
      id,
      action,
      verdict: id === state.current ? "error" : "skipped",
      reason,
      failures: [],
    });
  }
  report.counts = countAll(report.steps, report.comparisons, {
    steps: steps.length,
    comparisons: comparisons.length,
  });
  report.failed_step = state.current ?? ran.find((step) => step.verdict !== "passed")?.id ?? null;
  const { expectations, comparisons: compared } = report;
  report.verdict = playVerdict({
    steps: ran,
    expectations,
    comparisons: compared,
    compare: options.compare,
    stopped,
  });
  report.exit_code = EXIT_CODES[report.verdict];
  const { compare, dryRun } = options;
  report.summary = playSummary(report.verdict, { compare, dryRun, target: report.target });
  report.duration_ms = options.now() - Date.parse(report.started_at);
}

async function writeArtifacts(state: PlayState): Promise<void> {
  const { report, options, resultDir } = state;
  const { redactor, version } = options;
  const { artifacts } = report;
  for (const { name, file } of REPORTERS) artifacts[name] = join(resultDir, file);
  artifacts["log"] = state.log.path;
  artifacts["transcript"] = join(resultDir, "transcript.har");
  await writeAtomic(
    artifacts["transcript"],
    stableJson(toHar(state.exchanges, { name: "profile", version }, redactor)),
  );
  const requestLog = state.target?.requestLog() ?? [];
  if (requestLog.length > 0) {
    artifacts["server_requests"] = join(resultDir, "server_requests.jsonl");
    await writeAtomic(artifacts["server_requests"], redactor.text(requestLog.join("\n") + "\n"));
  }
  if (report.verdict === "passed" || report.verdict === "nothing-compared") return;
  artifacts["bundle"] = await writeBundle({
    resultDir,
    report,
    runDir: state.sandbox?.dir,
    requestLog,
    named: namedBy(state),
    environment: environmentOf(state),
    redactor,
  });
}

/** Files that the failed step's expectations name. */
function namedBy({ report, options }: PlayState): string[] {
  const failed = options.loaded.profile.steps.find((step) => step.id === report.failed_step);
  if (failed === undefined || failed.action === "wait") return [];
  const { files = [], log_phrases = [] } = failed.expect ?? {};
  return [...files, ...log_phrases.map((phrase) => phrase.file)];
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
