/** The end of every play, however it went: verdict, artifacts, report, clean-up. */
import { rm } from "node:fs/promises";
import { nothingFound } from "../compare/run.ts";
import { formatPosition, messageOf, type Position } from "../errors.ts";
import { RequestError } from "../http/request_error.ts";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { isLeftOut, isOutside, type Report, type StepReport } from "../model/report.ts";
import { profileKey } from "../results/key.ts";
import { pastResults } from "../results/history.ts";
import { slowerSteps } from "../results/since.ts";
import { noteLatest } from "../results/latest.ts";
import { completeBundle, fillBundle, keepLogs, writeTranscript } from "./artifacts.ts";
import { countChecks } from "./check_run.ts";
import { stoppedBy } from "./gone.ts";
import { leavesOut } from "./part/plan.ts";
import { asResult, writeReports, writeResult } from "./write_result.ts";
import { countAll, playSummary, playVerdict } from "./outcome.ts";
import { isPartial } from "./holes.ts";
import { addSkippedThen } from "./then/run.ts";
import { dropFork } from "./then/fork.ts";
import { cancelJobs, cancellationWords } from "./jobs/cancel.ts";
import { counted } from "../text/counted.ts";
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
  state.log.quiet();
  const stopped = error === undefined ? undefined : noteError(state, error);
  if (options.signal.aborted) state.at({ kind: "task", task: "cancel" });
  if (options.signal.aborted) await attempt(state, "cancel the jobs", () => cancelOwnJobs(state));
  notePolls(state);
  const renewals = state.access?.renewals() ?? 0;
  if (renewals > 0) report.renewals = renewals;
  setVerdict(state, stopped);
  // The run of a part is what the next part goes on with.
  const done = report.verdict === "passed" || (options.dropCompared === true && cameToItsEnd(report));
  const drops = done && !options.keep && options.chosen === undefined;
  state.at({ kind: "task", task: drops ? "clean-up" : "logs" });
  if (!drops) await attempt(state, "read the run's logs", () => keepLogs(state));
  await attempt(state, "compare with the play before", () => noteSlower(state));
  if (drops) await removeSandbox(state);
  await attempt(state, "close the connections", async () => await state.client?.close());
  const requestLog = state.target?.requestLog() ?? [];
  await attempt(state, "stop the embedded server", async () => await state.target?.close());
  state.at({ kind: "task", task: "transcript" });
  await attempt(state, "write the transcript", () => asResult(state, writeTranscript(state, requestLog)));
  if (report.verdict !== "passed" && report.verdict !== "nothing-compared") {
    state.at({ kind: "task", task: "bundle" });
    await attempt(state, "write the bundle", () => asResult(state, fillBundle(state, requestLog)));
  }
  await attempt(
    state,
    "remove the scratch folder",
    () => rm(state.scratchDir, { recursive: true, force: true }),
  );
  await attempt(state, "write the result", () => writeResult(state));
  await endJournal(state);
  await attempt(state, "complete the bundle", () => asResult(state, completeBundle(state)));
  await attempt(state, "note the last result", () => noteLast(state));
}

/** True when every step and expectation passed, so that at most the comparisons did not. */
export function cameToItsEnd({ verdict, error, failed_step, expectations }: Report): boolean {
  return ["passed", "differences", "nothing-compared"].includes(verdict) && error === undefined &&
    failed_step === null && expectations.every((one) => one.verdict === "passed");
}

/**
 * Removes the sandbox of a play that passed, wherever it lies. What is half removed must not be gone on with, so
 * the result is on the disk and the journal ended before; what cannot be written is no pass, and nothing is removed.
 */
async function removeSandbox(state: PlayState): Promise<void> {
  const { report } = state;
  const { verdict } = report;
  await attempt(state, "write the result", () => writeReports(state));
  if (report.verdict !== verdict) return;
  await endJournal(state);
  await attempt(state, "remove the sandbox from the server", () => dropRemote(state));
  await attempt(state, "remove the forked run", () => dropFork(report));
  await attempt(state, "remove the sandbox", async () => await state.sandbox?.remove());
  const { sandbox } = report;
  if (sandbox !== null) report.sandbox = { ...sandbox, dir: null, removed: !state.staysOnServer };
}

async function endJournal(state: PlayState): Promise<void> {
  const { journal, report } = state;
  await attempt(state, "end the journal", () => Promise.resolve(journal.end(report.verdict)));
}

/** Who stops a play wants its jobs stopped, too: those that this play's answers named, and no others. */
async function cancelOwnJobs(state: PlayState): Promise<void> {
  const { client, target, ownJobs, options } = state;
  const session = state.access?.session;
  const jobs = ownJobs.open;
  if (client === undefined || session === undefined || target === undefined || jobs.length === 0) return;
  if (!options.cancel) {
    const still = jobs.map(({ id, step }) => `${id} of ${step}`).join(", ");
    state.note(`not canceled (--no-cancel), may still go on: job ${still}`);
    return;
  }
  const done = await cancelJobs(jobs, { client, session, urls: target.urls });
  for (const one of done) state.note(cancellationWords(one));
}

/** A server that asked us to poll less, or did not answer polls, is worth a line. */
function notePolls(state: PlayState): void {
  const { limited = 0, lost = 0 } = state.report.polls ?? {};
  if (limited > 0) {
    state.note(`${counted(limited, "poll")} answered 429 (too many requests) and asked again later`);
  }
  if (lost > 0) state.note(`${counted(lost, "poll")} without an answer (network, 5xx), asked again later`);
}

/** The report is what counts: what fails beside it becomes a note, and changes no verdict. */
async function attempt(state: PlayState, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    state.note(`could not ${what}: ${messageOf(error)}`);
  }
}

/** What lies on the server can be removed only while we are connected; what cannot be removed is said. */
async function dropRemote(state: PlayState): Promise<void> {
  const remark = await state.sandbox?.removeRemote?.();
  if (remark === undefined) return;
  state.note(remark);
  state.staysOnServer = true;
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
  const known = stoppedBy(error, state.report);
  const position = known?.position ?? placeOf(state);
  state.report.error = {
    message: `${state.current === undefined ? "" : `step ${state.current}: `}${messageOf(known ?? error)}`,
    ...(error instanceof RequestError ? { fate: error.fate } : {}),
    ...(known?.remedy === undefined ? {} : { remedy: known.remedy + furtherHelp(error, known.verdict) }),
    ...(position === undefined ? {} : { position: formatPosition(position) }),
  };
  if (known === undefined && error instanceof Error) state.log.write(error.stack ?? error.message);
  return known?.verdict ?? "internal";
}

/** A server that no connection comes about with is worth a look at each part of the way. */
function furtherHelp(error: unknown, verdict: Verdict): string {
  const isAway = verdict === "unavailable" && error instanceof RequestError && error.fate === "not-sent";
  return isAway ? "; profile doctor with the same options looks at each part" : "";
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
  const { steps, comparisons = [], expect = {} } = options.loaded.profile;
  const leave = leavesOut(state);
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
      ...(id === state.current ? stoppedAt(state) : {}),
      reason,
      failures: [],
    });
  }
  addSkippedThen(state);
  if (options.compare && report.comparisons.length === 0) {
    report.comparisons = comparisons.map(({ target, method }) => ({
      target,
      method,
      verdict: "skipped",
      reason: options.chosen?.reachesEnd === false
        ? "not in the part that was asked for"
        : "the play stopped before it",
      files: [],
      ...nothingFound(),
    }));
  }
  for (const { id, action, index, reason } of options.part?.leftOut ?? []) {
    report.steps.splice(index, 0, { id, action, verdict: "skipped", reason, failures: [] });
  }
  report.counts = countAll(report.steps, report.comparisons, {
    steps: report.steps.filter(isPlanned).length,
    comparisons: comparisons.length,
  });
  const unchecked = report.expectations.length === 0 ? countChecks(expect) : 0;
  if (unchecked > 0) report.counts.unchecked = unchecked;
  report.failed_step = ran.find((step) => step.verdict !== "passed")?.id ?? state.current ?? null;
  const { expectations, comparisons: compared } = report;
  report.verdict = playVerdict({
    steps: ran,
    expectations,
    comparisons: compared,
    // A part that does not go to the end has produced nothing to compare.
    compare: options.compare && options.chosen?.reachesEnd !== false,
    stopped,
  });
  report.exit_code = EXIT_CODES[report.verdict];
  const { compare, part, chosen } = options;
  const partial = isPartial(part) || chosen !== undefined;
  report.summary = playSummary(report.verdict, { ...report, compare, partial });
  report.duration_ms = options.now() - Date.parse(report.started_at);
}
