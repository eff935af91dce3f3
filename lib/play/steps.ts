/** The steps of a play in their order: left out, done before, gone on with, or run. */
import { formatPosition } from "../errors.ts";
import type { StepReport } from "../model/report.ts";
import { failureLines, stepLine } from "./lines.ts";
import { burstLength } from "./part/burst.ts";
import { Thinking } from "./part/pace.ts";
import { leavesOut } from "./part/plan.ts";
import { nameOf } from "./rerun.ts";
import { goOnWith } from "./resume/go_on.ts";
import { noteDone } from "./resume/keep.ts";
import { isSecretNeeded } from "./resume/secrets.ts";
import { runStep, type StepContext } from "./run_step.ts";
import type { PlayState } from "./state.ts";

/**
 * Plays the steps; halts at the first that does not pass, or behind the burst of reads that it is in.
 *
 * @returns true when all of them passed
 */
export async function playAllSteps(state: PlayState, context: StepContext): Promise<boolean> {
  const { loaded: { profile }, signal, concurrency = 1 } = state.options;
  const leave = leavesOut(state.options);
  const left = profile.steps.map((step, index) => leave(step) ?? doneBefore(state, index));
  const thinking = new Thinking(state);
  for (let index = 0; index < profile.steps.length;) {
    signal.throwIfAborted();
    const passed = left[index];
    if (passed !== undefined) {
      state.report.steps.push(passed);
      const quiet = passed.outside === true || passed.resumed === true;
      state.say(stepLine(passed), quiet ? "detail" : "step");
      index++;
      continue;
    }
    await thinking.before(index);
    const open = left.findIndex((report, at) => at > index && report !== undefined);
    const run = profile.steps.slice(index, open === -1 ? undefined : open);
    const length = concurrency > 1 ? burstLength(run) : 1;
    const places = Array.from({ length }, (_, more) => index + more);
    if (!await runBurst(state, context, places, concurrency)) return false;
    index += length;
  }
  return true;
}

/** Runs steps side by side and reports them in their order. */
async function runBurst(
  state: PlayState,
  context: StepContext,
  places: readonly number[],
  most: number,
): Promise<boolean> {
  const { steps } = state.options.loaded.profile;
  const ended: PromiseSettledResult<StepReport>[] = [];
  const waiting = [...places.keys()];
  // One that stops the play leaves its name standing.
  const [only] = places;
  if (places.length === 1 && only !== undefined) state.current = steps[only]?.id;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const place = places[next] ?? 0;
      state.say(`> ${steps[place]?.id ?? ""}`, "detail");
      [ended[next]] = await Promise.allSettled([runOne(state, context, place)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, places.length) }, work));
  let good = true;
  for (const [at, place] of places.entries()) {
    const end = ended[at];
    state.current = steps[place]?.id;
    if (end?.status === "rejected") throw end.reason;
    state.current = undefined;
    if (end === undefined) continue;
    tell(state, place, end.value);
    good &&= end.value.verdict === "passed";
  }
  return good;
}

async function runOne(state: PlayState, context: StepContext, index: number): Promise<StepReport> {
  const { loaded, continues, dataRoot } = state.options;
  const step = loaded.profile.steps[index];
  if (step === undefined) throw new RangeError(`There is no step ${index}`);
  if (continues?.mode !== "resume" || continues.record === undefined) return await runStep(step, context);
  const name = nameOf(loaded, dataRoot);
  const next = loaded.profile.steps[index + 1]?.id;
  return await goOnWith(step, index, context, {
    record: continues.record,
    redo: continues.redo,
    serverDied: state.target?.kind === "embedded",
    remedy: `Look at the run in ${context.runDir}; then send it again: profile play ${name} --resume --redo` +
      (next === undefined ? "" : `, or take it for done: profile play ${name} --from-step ${next}`),
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
function tell(state: PlayState, index: number, done: StepReport): void {
  const { source } = state.options.loaded;
  if (done.verdict !== "passed") done.at = formatPosition(source.locate(["steps", index]));
  state.report.steps.push(done);
  noteDone(state, index, done);
  if (done.request !== undefined) state.say(`    ${done.request.method} ${done.request.url}`, "detail");
  state.say(stepLine(done), "step");
  for (const line of failureLines(done)) state.say(line, "step");
}
