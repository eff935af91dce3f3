/** The steps of a play in their order: left out, done before, gone on with, or run. */
import { formatPosition } from "../errors.ts";
import { isLeftOut, isOutside, type StepReport } from "../model/report.ts";
import { cleanStep } from "./answer_excerpt.ts";
import { createdReport, isCreationStep, saveInPlace } from "./creation_step.ts";
import { missingNeed, notRun } from "./keep_going.ts";
import { failureLines, stepLine } from "./lines.ts";
import { burstLength } from "./part/burst.ts";
import { Thinking } from "./part/pace.ts";
import { leavesOut } from "./part/plan.ts";
import { againWords, nameOf } from "./rerun.ts";
import { goOnWith } from "./resume/go_on.ts";
import { noteDone } from "./resume/keep.ts";
import { isSecretNeeded } from "./resume/secrets.ts";
import { runStep, type StepContext } from "./run_step.ts";
import { type PastDurations, pastDurations, slowWarning } from "./slow.ts";
import type { PlayState } from "./state.ts";

/**
 * Plays the steps; halts at the first that does not pass, or behind the burst of reads that it is in. With
 * `keepGoing` those behind a failed one are played, too, as far as they need nothing of it.
 *
 * @returns true when the play came to the end of its steps
 */
export async function playAllSteps(state: PlayState, context: StepContext): Promise<boolean> {
  const { signal, concurrency = 1 } = state.options;
  const { steps } = state;
  const leave = leavesOut(state);
  const left = steps.map((step, index) => leave(step) ?? doneBefore(state, index));
  const of = left.filter((report) => report === undefined || isPlanned(report)).length;
  const past = await pastOf(state);
  const thinking = new Thinking(state);
  for (let index = 0; index < steps.length;) {
    signal.throwIfAborted();
    const passed = left[index] ?? lacking(state, index);
    if (passed !== undefined) {
      const step = steps[index];
      if (passed.optional === true && step !== undefined && state.sandbox !== undefined) {
        saveInPlace(step, state.sandbox, context.urls.base, context.scope);
      }
      state.report.steps.push(passed);
      const quiet = passed.outside === true || passed.resumed === true;
      state.say(stepLine(passed), quiet ? "detail" : "step");
      index++;
      continue;
    }
    await thinking.before(index);
    const open = left.findIndex((report, at) => at > index && report !== undefined);
    const run = steps.slice(index, open === -1 ? undefined : open);
    const length = concurrency > 1 ? burstLength(run) : 1;
    const burst = Array.from({ length }, (_, more) => index + more);
    const cannot = burst.findIndex((place) => lacking(state, place) !== undefined);
    const places = cannot === -1 ? burst : burst.slice(0, cannot);
    if (!await runBurst(state, context, places, { most: concurrency, past, of })) return false;
    index += places.length;
  }
  return true;
}

/** False for what is not played at all. */
function isPlanned(step: StepReport): boolean {
  return !isLeftOut(step) && !isOutside(step);
}

/** How long the steps took before, where that is asked for. */
async function pastOf({ options, report }: PlayState): Promise<PastDurations> {
  if (options.slowFactor <= 0) return new Map();
  const { profile: slug, source: { file }, target } = report;
  return await pastDurations(options.dataRoot, { slug, file, target });
}

/** The report of a step that names a value of one that gave none. */
function lacking(state: PlayState, index: number): StepReport | undefined {
  const step = state.steps[index];
  if (step === undefined || !state.options.keepGoing) return undefined;
  const why = missingNeed(step, state.options.loaded.profile.steps, state.report.steps);
  return why === undefined ? undefined : notRun(step, why);
}

/** Runs steps side by side and reports them in their order. */
async function runBurst(
  state: PlayState,
  context: StepContext,
  places: readonly number[],
  { most, past, of }: { most: number; past: PastDurations; of: number },
): Promise<boolean> {
  const { steps, report } = state;
  const ended: PromiseSettledResult<StepReport>[] = [];
  const waiting = [...places.keys()];
  const done = report.steps.filter(isPlanned).length;
  // One that stops the play leaves its name standing.
  const [only] = places;
  if (places.length === 1 && only !== undefined) state.current = steps[only]?.id;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const place = places[next] ?? 0;
      const id = steps[place]?.id ?? "";
      state.at({ kind: "step", id, done, of });
      state.say(`> ${id}`, "detail");
      [ended[next]] = await Promise.allSettled([runOne(state, context, place)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, places.length) }, work));
  let goesOn = true;
  for (const [at, place] of places.entries()) {
    const end = ended[at];
    state.current = steps[place]?.id;
    if (end?.status === "rejected") throw end.reason;
    state.current = undefined;
    if (end === undefined) continue;
    tell(state, place, end.value, past);
    const { verdict } = end.value;
    // Work that could not be judged at all says nothing about what would come next.
    goesOn &&= verdict === "passed" || (verdict === "failed" && state.options.keepGoing);
  }
  return goesOn;
}

async function runOne(state: PlayState, context: StepContext, index: number): Promise<StepReport> {
  const { loaded, continues, dataRoot } = state.options;
  const step = state.steps[index];
  if (step === undefined) throw new RangeError(`There is no step ${index}`);
  const created = state.sandbox?.created;
  if (created?.step === step.id && isCreationStep(step)) return createdReport(step, created, context.scope);
  if (continues?.mode !== "resume" || continues.record === undefined) return await runStep(step, context);
  const name = nameOf(loaded, dataRoot);
  const again = againWords(state.options);
  const next = state.steps[index + 1]?.id;
  return await goOnWith(step, index, context, {
    record: continues.record,
    redo: continues.redo,
    serverDied: state.target?.kind === "embedded",
    remedy:
      `Look at the run in ${context.runDir ?? context.runId}; then send it again: profile play ${name}` +
      ` --resume --redo${again}` +
      (next === undefined ? "" : `, or take it for done: profile play ${name} --from-step ${next}${again}`),
    note: (line) => state.note(line),
  });
}

/** A step that the resumed play has done in the same sandbox. A read whose secret a later step needs is done again. */
function doneBefore({ options: { continues, loaded } }: PlayState, index: number): StepReport | undefined {
  if (continues?.mode !== "resume") return undefined;
  const earlier = continues.record?.steps.get(index);
  if (earlier?.report?.verdict !== "passed") return undefined;
  if (isSecretNeeded(loaded, index, earlier)) return undefined;
  return { ...earlier.report, resumed: true };
}

/** Reports a step: into the journal, the report, the log, the terminal. */
function tell(state: PlayState, index: number, done: StepReport, past: PastDurations): void {
  const { loaded: { source }, redactor, slowFactor, width } = state.options;
  const recorded = state.recorded.get(done.id);
  if (recorded !== undefined) done.recorded = recorded;
  const slow = slowWarning(done, past, slowFactor);
  if (slow !== undefined) done.warnings = [slow];
  if (done.verdict === "passed") delete done.answer;
  else done.at = formatPosition(source.locate(["steps", index]));
  state.report.steps.push(done);
  noteDone(state, index, done);
  if (recorded !== undefined) state.tell(`    recorded: ${recorded}`);
  if (done.request !== undefined) state.tell(`    ${done.request.method} ${done.request.url}`);
  state.say(stepLine(done), "step");
  // Secrets go before lines are wrapped and cut.
  const clean = cleanStep(done, redactor);
  if (clean.answer !== undefined) done.answer = clean.answer;
  for (const line of failureLines(clean, width)) state.say(line, "step");
}
