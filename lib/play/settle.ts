/** The end of every play, however it went: verdict, artifacts, report, clean-up. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, formatPosition, messageOf, type Position, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { EXIT_CODES, strongest, type Verdict } from "../model/exit.ts";
import { isLeftOut, isOutside, type StepReport } from "../model/report.ts";
import { cleanReport } from "../report/clean.ts";
import { REPORTERS } from "../report/registry.ts";
import { profileKey } from "../results/key.ts";
import { noteLatest } from "../results/latest.ts";
import { completeBundle, fillBundle, writeTranscript } from "./artifacts.ts";
import { summaryLines } from "./lines.ts";
import { countAll, playSummary, playVerdict } from "./outcome.ts";
import { isPartial } from "./holes.ts";
import { cannotWrite } from "./cannot_write.ts";
import { leavesOut } from "./part/plan.ts";
import { rerunCommand } from "./rerun.ts";
import type { PlayState } from "./state.ts";

/**
 * Settles the verdict and writes the result.
 *
 * @param error what stopped the play, if anything was thrown
 */
export async function settle(state: PlayState, error: unknown): Promise<void> {
  const { report, options } = state;
  state.log.quiet();
  const stopped = error === undefined ? undefined : noteError(state, error);
  setVerdict(state, stopped);
  await attempt(state, "close the connections", async () => await state.client?.close());
  const requestLog = state.target?.requestLog() ?? [];
  await attempt(state, "stop the embedded server", async () => await state.target?.close());
  await attempt(state, "write the transcript", () => asResult(state, writeTranscript(state, requestLog)));
  if (report.verdict !== "passed" && report.verdict !== "nothing-compared") {
    await attempt(state, "write the bundle", () => asResult(state, fillBundle(state, requestLog)));
  }
  await attempt(
    state,
    "remove the scratch folder",
    () => rm(state.scratchDir, { recursive: true, force: true }),
  );
  const { sandbox } = report;
  // The run of a part is what the next part goes on with.
  const drops = report.verdict === "passed" && !options.keep && options.chosen === undefined;
  if (drops && sandbox !== null) report.sandbox = { ...sandbox, dir: null };
  await attempt(state, "write the result", () => writeResult(state));
  if (drops && report.verdict === "passed") {
    await attempt(state, "remove the sandbox", async () => await state.sandbox?.remove());
  } else report.sandbox = sandbox;
  await attempt(state, "complete the bundle", () => asResult(state, completeBundle(state)));
  await attempt(state, "note the last result", () => noteLast(state));
  await attempt(state, "end the journal", () => Promise.resolve(endJournal(state)));
}

/** What belongs to the result and cannot be written makes the result one that is not there. */
async function asResult(state: PlayState, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    const path = error instanceof Error && "path" in error ? String(error.path) : state.resultDir;
    if (codeOf(error) !== undefined) refuseUnwritten(state, cannotWrite(path, error));
    throw error;
  });
}

/** Reports and the end of the log. A result that cannot be written is no pass, whatever was found. */
async function writeResult(state: PlayState): Promise<void> {
  const { report, options } = state;
  for (const { name, file } of REPORTERS) report.artifacts[name] = join(state.resultDir, file);
  setRerun(state);
  try {
    for (const line of [...summaryLines(report), report.summary]) state.log.write(line);
    const clean = cleanReport(report, options.redactor);
    for (const { file, render } of REPORTERS) {
      const path = join(state.resultDir, file);
      await writeAtomic(path, render([clean])).catch((error: unknown) => {
        throw cannotWrite(path, error);
      });
    }
  } catch (error) {
    refuseUnwritten(state, error);
    throw error;
  }
}

/** The verdict of a play whose result is not on the disk. */
function refuseUnwritten({ report, options }: PlayState, error: unknown): void {
  const known = error instanceof ProfileError ? error : undefined;
  report.error ??= {
    message: messageOf(error),
    ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
  };
  report.verdict = strongest([report.verdict, known?.verdict ?? "internal"]);
  report.exit_code = EXIT_CODES[report.verdict];
  report.summary = playSummary(report.verdict, { compare: options.compare, target: report.target });
}

function setRerun({ report, options }: PlayState): void {
  const command = rerunCommand(report, options);
  if (command !== undefined) report.rerun = command;
}

function endJournal({ journal, report }: PlayState): void {
  try {
    journal.write({ kind: "end", verdict: report.verdict });
  } finally {
    journal.close();
  }
}

/** The report is what counts: what fails beside it becomes a note, and changes no verdict. */
async function attempt(state: PlayState, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    state.note(`could not ${what}: ${messageOf(error)}`);
  }
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

function setVerdict(state: PlayState, stopped: Verdict | undefined): void {
  const { report, options } = state;
  const { steps, comparisons = [] } = options.loaded.profile;
  const leave = leavesOut(options);
  const isPlanned = (step: StepReport) => !isLeftOut(step) && !isOutside(step);
  const ran = report.steps.filter(isPlanned);
  for (const step of steps.slice(report.steps.length)) {
    const { id, action } = step;
    const left = leave(step);
    if (left !== undefined) {
      report.steps.push(left);
      continue;
    }
    const how = options.signal.aborted ? "stopped by a signal" : "stopped by an error";
    const reason = id === state.current ? how : "the play stopped before it";
    report.steps.push({
      id,
      action,
      verdict: id === state.current ? "error" : "skipped",
      reason,
      failures: [],
    });
  }
  if (options.compare && report.comparisons.length === 0) {
    report.comparisons = comparisons.map(({ target, method }) => ({
      target,
      method,
      verdict: "skipped",
      reason: options.chosen?.reachesEnd === false
        ? "not in the part that was asked for"
        : "the play stopped before it",
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
    steps: report.steps.filter(isPlanned).length,
    comparisons: comparisons.length,
  });
  report.failed_step = state.current ?? ran.find((step) => step.verdict !== "passed")?.id ?? null;
  const { expectations, comparisons: compared } = report;
  // A part that does not go to the end has produced nothing to compare.
  const compares = options.compare && options.chosen?.reachesEnd !== false;
  report.verdict = playVerdict({
    steps: ran,
    expectations,
    comparisons: compared,
    compare: compares,
    stopped,
  });
  report.exit_code = EXIT_CODES[report.verdict];
  const { compare, part, chosen } = options;
  const partial = isPartial(part) || chosen !== undefined;
  report.summary = playSummary(report.verdict, { compare, target: report.target, partial });
  report.duration_ms = options.now() - Date.parse(report.started_at);
}
