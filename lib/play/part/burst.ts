/** Reads that a page sent in one burst: they may be under way at once. */
import type { Step } from "../../model/profile.ts";
import { stepNamed } from "../optional.ts";
import { references } from "../../profiles/template.ts";
import { parseDuration } from "../../text/duration.ts";

/** Reads that begin within this time were sent at once, in ms. */
const AT_ONCE = 50;

/** When a step was sent in the recording and when it was done, ms since the first step. */
export function timesOf(step: Step): { at: number; end: number } | undefined {
  if (!("recorded" in step) || step.recorded === undefined) return undefined;
  const at = parseDuration(step.recorded.at);
  return { at, end: at + parseDuration(step.recorded.took) };
}

/**
 * How many steps from the first on are one burst: plain reads in a row, each sent before those before it were
 * answered, none using a value that another of them saves. One step by itself is a burst of one.
 *
 * @param steps those that are still to be run, in order
 */
export function burstLength(steps: readonly Step[]): number {
  const [first] = steps;
  const times = first === undefined || !isPlainRead(first) ? undefined : timesOf(first);
  if (times === undefined) return 1;
  const ids = new Set(first === undefined ? [] : [first.id]);
  let { end } = times;
  for (const [index, step] of steps.entries()) {
    if (index === 0) continue;
    const next = isPlainRead(step) ? timesOf(step) : undefined;
    if (next === undefined || next.at < times.at || next.at >= Math.max(end, times.at + AT_ONCE)) {
      return index;
    }
    const names = references(JSON.stringify(step)).flatMap((name) => stepNamed(name, steps) ?? []);
    if (names.some((id) => ids.has(id))) return index;
    ids.add(step.id);
    end = Math.max(end, next.end);
  }
  return steps.length;
}

/** A read that waits for nothing. */
function isPlainRead(step: Step): boolean {
  return step.action === "http_get" && step.wait === undefined;
}

/**
 * How long a person thought before a step, in ms: from the end of the step before it, its job included.
 *
 * @returns 0 where the recording shows no pause, or no times
 */
export function thinkTime(before: Step | undefined, step: Step): number {
  const [past, next] = [before === undefined ? undefined : timesOf(before), timesOf(step)];
  return past === undefined || next === undefined ? 0 : Math.max(0, next.at - past.end);
}
