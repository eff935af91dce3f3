/** The end of every play, however it went: verdict, artifacts, report, clean-up. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { formatPosition, messageOf, type Position, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { isLeftOut } from "../model/report.ts";
import { cleanReport } from "../report/clean.ts";
import { REPORTERS } from "../report/registry.ts";
import { profileKey } from "../results/key.ts";
import { pastResults } from "../results/history.ts";
import { slowerSteps } from "../results/since.ts";
import { noteLatest } from "../results/latest.ts";
import { completeBundle, fillBundle, writeTranscript } from "./artifacts.ts";
import { summaryLines } from "./lines.ts";
import { skippedSteps, skipReport } from "./optional.ts";
import { countAll, playSummary, playVerdict } from "./outcome.ts";
import { isPartial } from "./holes.ts";
import type { PlayState } from "./state.ts";

/** So many past results are looked at for one that passed, and so many slower steps are named. */
const LOOKED_BACK = 20;
const MOST_SLOWER = 5;

/**
 * Settles the verdict and writes the result.
 *
 * @param error what stopped the play, if anything was thrown
 */
export async function settle(state: PlayState, error: unknown): Promise<void> {
  const { report, options } = state;
  const stopped = error === undefined ? undefined : noteError(state, error);
  setVerdict(state, stopped);
  await attempt(state, "close the connections", async () => await state.client?.close());
  const requestLog = state.target?.requestLog() ?? [];
  await attempt(state, "stop the embedded server", async () => await state.target?.close());
  await attempt(state, "write the transcript", () => writeTranscript(state, requestLog));
  if (report.verdict !== "passed" && report.verdict !== "nothing-compared") {
    await attempt(state, "write the bundle", () => fillBundle(state, requestLog));
  }
  if (report.verdict === "passed" && !options.keep) {
    await attempt(state, "remove the sandbox", () => dropSandbox(state));
  }
  await attempt(
    state,
    "remove the scratch folder",
    () => rm(state.scratchDir, { recursive: true, force: true }),
  );
  await attempt(state, "compare with the play before", () => noteSlower(state));
  for (const { name, file } of REPORTERS) {
    if (file !== undefined) report.artifacts[name] = join(state.resultDir, file);
  }
  for (const line of [...summaryLines(cleanReport(report, options.redactor)), report.summary]) {
    state.log.write(line);
  }
  const clean = cleanReport(report, options.redactor);
  for (const { file, render } of REPORTERS) {
    if (file !== undefined) await writeAtomic(join(state.resultDir, file), render([clean]));
  }
  await attempt(state, "complete the bundle", () => completeBundle(state));
  await attempt(state, "note the last result", () => noteLast(state));
}

/** The report is what counts: what fails beside it becomes a note, and changes no verdict. */
async function attempt(state: PlayState, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    state.note(`could not ${what}: ${messageOf(error)}`);
  }
}

/** Steps that took much longer than in the last play that passed on the same target. */
async function noteSlower({ report, options }: PlayState): Promise<void> {
  let looked = 0;
  for await (const { report: past } of pastResults(options.dataRoot, report.profile, report.source.file)) {
    if (looked++ === LOOKED_BACK) return;
    if (past.verdict !== "passed" || past.target !== report.target) continue;
    const slower = slowerSteps(past, report);
    if (slower.length > 0) report.slower = slower.slice(0, MOST_SLOWER);
    return;
  }
}

async function dropSandbox({ sandbox, report }: PlayState): Promise<void> {
  await sandbox?.remove();
  if (report.sandbox !== null) report.sandbox.dir = null;
}

async function noteLast(state: PlayState): Promise<void> {
  const { options, report, resultDir } = state;
  const key = profileKey(options.loaded.file, options.dataRoot);
  const trouble = await noteLatest(options.dataRoot, options.invocation, report, resultDir, key, options.now);
  if (trouble !== undefined) state.note(trouble);
}

/** An error that stopped the play becomes part of the report; a bug of ours is `internal`. */
function noteError(state: PlayState, error: unknown): Verdict {
  const { signal } = state.options;
  if (signal.aborted) return signal.reason === "terminated" ? "terminated" : "interrupted";
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

function stoppedAt(state: PlayState): { at?: string } {
  const place = placeOf(state);
  return place === undefined ? {} : { at: formatPosition(place) };
}

function setVerdict(state: PlayState, stopped: Verdict | undefined): void {
  const { report, options } = state;
  const { steps, comparisons = [] } = options.loaded.profile;
  const skipped = skippedSteps(options.loaded.profile, options.optional);
  const ran = report.steps.filter((step) => !isLeftOut(step));
  for (const step of steps.slice(report.steps.length)) {
    const { id, action } = step;
    if (skipped.has(id)) {
      report.steps.push(skipReport(step));
      continue;
    }
    const reason = id === state.current ? "stopped by an error" : "the play stopped before it";
    report.steps.push({
      id,
      action,
      verdict: id === state.current ? "error" : "skipped",
      ...(id === state.current ? stoppedAt(state) : {}),
      reason,
      failures: [],
    });
  }
  if (options.compare && report.comparisons.length === 0) {
    report.comparisons = comparisons.map(({ target, method }) => ({
      target,
      method,
      verdict: "skipped",
      reason: "the play stopped before it",
      files: [],
      differences: [],
      omitted: 0,
      artifacts: [],
    }));
  }
  for (const { id, action, index, reason } of options.part?.leftOut ?? []) {
    report.steps.splice(index, 0, { id, action, verdict: "skipped", reason, failures: [] });
  }
  report.counts = countAll(report.steps, report.comparisons, {
    steps: report.steps.length - skipped.size,
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
  const { compare, part } = options;
  report.summary = playSummary(report.verdict, { compare, target: report.target, partial: isPartial(part) });
  report.duration_ms = options.now() - Date.parse(report.started_at);
}
