/** What follows the steps of a play: the checks that its run can be forked and archived. */
import type { ThenReport } from "../../model/report.ts";
import { failureLines, stepLine } from "../lines.ts";
import type { StepContext } from "../run_step.ts";
import type { PlayState } from "../state.ts";
import { thenArchive } from "./archive.ts";
import { thenFork } from "./fork.ts";
import type { ThenCheck } from "./options.ts";
import type { Check } from "./types.ts";

const CHECKS: Record<ThenCheck, Check> = { fork: thenFork, archive: thenArchive };

/** Makes every check that was asked for; the first that fails does not keep the others from being made. */
export async function runThen(state: PlayState, context: StepContext): Promise<void> {
  const { then } = state.options;
  for (const check of then?.checks ?? []) {
    if (then === undefined) return;
    state.options.signal.throwIfAborted();
    const id = stepOf(check);
    state.current = id;
    state.at({ kind: "task", task: check });
    state.say(`> ${id}`, "detail");
    const made: ThenReport = { check };
    state.report.then = [...state.report.then ?? [], made];
    const done = await CHECKS[check]({ state, context, options: then, made, id });
    state.current = undefined;
    if (done.failures.length > 0 && done.verdict === "passed") done.verdict = "failed";
    state.report.steps.push({ ...done, action: "then" });
    state.say(stepLine(done), "step");
    for (const line of failureLines(done)) state.say(line, "step");
  }
}

/** Checks that were asked for and not made are told as such. */
export function addSkippedThen({ options, report, current }: PlayState): void {
  for (const check of options.then?.checks ?? []) {
    const id = stepOf(check);
    if (report.steps.some((step) => step.id === id)) continue;
    const stopped = id === current;
    report.steps.push({
      id,
      action: "then",
      verdict: stopped ? "error" : "skipped",
      reason: stopped ? "stopped by an error" : "the play stopped before it",
      failures: [],
    });
  }
}

function stepOf(check: ThenCheck): string {
  return `then-${check}`;
}
