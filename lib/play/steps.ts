/** The steps of a play in their order: left out, done before, gone on with, or run. */
import { formatPosition } from "../errors.ts";
import type { StepReport } from "../model/report.ts";
import { failureLines, stepLine } from "./lines.ts";
import { leavesOut } from "./part/plan.ts";
import { nameOf } from "./rerun.ts";
import { goOnWith } from "./resume/go_on.ts";
import { noteDone } from "./resume/keep.ts";
import { isSecretNeeded } from "./resume/secrets.ts";
import { runStep, type StepContext } from "./run_step.ts";
import type { PlayState } from "./state.ts";

/**
 * Plays the steps; halts at the first that does not pass.
 *
 * @returns true when all of them passed
 */
export async function playAllSteps(state: PlayState, context: StepContext): Promise<boolean> {
  const { loaded: { profile }, signal } = state.options;
  const leave = leavesOut(state.options);
  for (const [index, step] of profile.steps.entries()) {
    signal.throwIfAborted();
    const left = leave(step) ?? doneBefore(state, index);
    if (left !== undefined) {
      state.report.steps.push(left);
      state.say(stepLine(left), left.outside === true || left.resumed === true ? "detail" : "step");
      continue;
    }
    state.current = step.id;
    state.say(`> ${step.id}`, "detail");
    const done = await runOne(state, context, index);
    state.current = undefined;
    tell(state, index, done);
    if (done.verdict !== "passed") return false;
  }
  return true;
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
