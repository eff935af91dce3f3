/** One play: prepare, steps, judge, settle. Halts at the first failure. */
import { formatPosition } from "../errors.ts";
import type { Report } from "../model/report.ts";
import { makeResultDir } from "../results/folder.ts";
import { partWords, settleHoles } from "./holes.ts";
import { cleanStep } from "./answer_excerpt.ts";
import { judge } from "./judge.ts";
import { missingNeed, notRun } from "./keep_going.ts";
import { failureLines, stepLine } from "./lines.ts";
import { derivedWords } from "../profiles/derived.ts";
import { stepsHash } from "../profiles/steps_hash.ts";
import type { PlayOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import { runStep } from "./run_step.ts";
import { settle } from "./settle.ts";
import { type PastDurations, pastDurations, slowWarning } from "./slow.ts";
import { refuseTarget } from "./then/fork.ts";
import { runThen } from "./then/run.ts";
import { createdReport, isCreationStep, leftOutReport, saveInPlace } from "./creation_step.ts";
import { PlayState } from "./state.ts";
import { userNotes } from "./users.ts";

/**
 * Plays a profile and writes its result.
 *
 * @returns the report; its verdict is the truth about this play. Errors that stop the play are in it.
 * @throws ProfileError refused for holes, unavailable when the result cannot be written
 */
export async function play(options: PlayOptions): Promise<Report> {
  if (options.loaded.holes.length > 0) settleHoles(options.loaded, "refuse");
  const startedAt = options.now();
  const stepsSha256 = await stepsHash(options.loaded.profile, options.loaded.seedDir);
  const resultDir = await makeResultDir(options.dataRoot, options.loaded.profile.metadata.slug, startedAt);
  const state = new PlayState(options, startedAt, resultDir, stepsSha256);
  sayWhatIsPlayed(state);
  const error = await playSteps(state).then(() => undefined, (thrown: unknown) => thrown);
  await settle(state, error);
  return state.report;
}

/** A play of a recording as it is, or of a part, says so in its report. */
function sayWhatIsPlayed(state: PlayState): void {
  const { loaded: { derived }, part } = state.options;
  if (derived !== undefined) state.note(derivedWords(derived));
  const words = part === undefined ? undefined : partWords(part);
  if (words !== undefined) state.note(words);
}

/** How long the steps took before, where that is asked for. */
async function pastOf({ options, report }: PlayState): Promise<PastDurations> {
  if (options.slowFactor <= 0) return new Map();
  const { profile: slug, source: { file }, target } = report;
  return await pastDurations(options.dataRoot, { slug, file, target });
}

async function playSteps(state: PlayState): Promise<void> {
  const context = await prepare(state);
  await refuseTarget(state.options, context.runId);
  const { profile, source } = state.options.loaded;
  for (const line of userNotes(profile, state.access?.users)) {
    state.report.notes.push(line);
    state.say(`warning: ${line}`, "step");
  }
  const past = await pastOf(state);
  for (const [index, step] of state.steps.entries()) {
    state.options.signal.throwIfAborted();
    const reason = state.leftOut.get(step.id);
    if (reason !== undefined) {
      const left = leftOutReport(step, reason);
      if (state.sandbox !== undefined) saveInPlace(step, state.sandbox, context.urls.base, context.scope);
      state.report.steps.push(left);
      state.say(stepLine(left), "step");
      continue;
    }
    const lacking = missingNeed(step, profile.steps, state.report.steps);
    if (lacking !== undefined) {
      const left = notRun(step, lacking);
      state.report.steps.push(left);
      state.say(stepLine(left), "step");
      continue;
    }
    state.current = step.id;
    state.options.onStep?.(step.id);
    state.say(`> ${step.id}`, "detail");
    const created = state.sandbox?.created;
    const done = created?.step === step.id && isCreationStep(step)
      ? createdReport(step, created, context.scope)
      : await runStep(step, context);
    state.current = undefined;
    const recorded = state.recorded.get(step.id);
    if (recorded !== undefined) done.recorded = recorded;
    const slow = slowWarning(done, past, state.options.slowFactor);
    if (slow !== undefined) done.warnings = [slow];
    state.report.steps.push(done);
    if (done.verdict === "passed") delete done.answer;
    else done.at = formatPosition(source.locate(["steps", index]));
    if (recorded !== undefined) state.tell(`    recorded: ${recorded}`);
    if (done.request !== undefined) state.tell(`    ${done.request.method} ${done.request.url}`);
    state.say(stepLine(done), "step");
    // Secrets go before lines are wrapped and cut.
    const clean = cleanStep(done, state.options.redactor);
    if (clean.answer !== undefined) done.answer = clean.answer;
    for (const line of failureLines(clean, state.options.width)) state.say(line, "step");
    // Work that could not be judged at all says nothing about what would come next.
    const goesOn = done.verdict === "failed" && state.options.keepGoing;
    if (done.verdict !== "passed" && !goesOn) return;
  }
  await judge(state);
  await runThen(state, context);
}
