/** Which steps build on the outcome of which: what may be left out without changing the others. */
import { taskOfJob } from "../endpoints/enqueue.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskByName, taskOf, taskReadBy } from "../endpoints/table.ts";
import type { Step } from "../model/profile.ts";
import { methodOf } from "../model/step_method.ts";

/** A step with the address that it is sent to, in WEPPcloud's words. */
export interface Addressed {
  step: Step;
  /** Name of the task, where the endpoint is known. */
  task?: string;
  method: string;
  /** Part of WEPPcloud, and what follows run and config: as `parseEndpoint` gives them. */
  area: string;
  rest: string;
}

/** A step of a profile with its address; a wait has none. */
export function addressOfStep(step: Step): Addressed {
  if (step.action === "wait") return { step, method: "GET", area: "other", rest: "" };
  if (step.action === "enqueue_rq") {
    const enqueued = taskOfJob(step.job)?.name;
    return {
      step,
      ...(enqueued === undefined ? {} : { task: enqueued }),
      method: "POST",
      area: "rq-engine",
      rest: "",
    };
  }
  const { area = "other", rest = "" } = parseEndpoint(step.path) ?? {};
  const task = taskOf(area, rest)?.name;
  return { step, ...(task === undefined ? {} : { task }), method: methodOf(step), area, rest };
}

/**
 * The steps that cannot go because one that stays builds on them.
 *
 * @param goes which steps shall be left out
 * @returns each such step with the ids of those that need it
 */
export function neededSteps<T extends Addressed>(
  steps: readonly T[],
  goes: (step: T) => boolean,
): Map<T, string[]> {
  const needed = new Map<T, string[]>();
  steps.forEach((step, index) => {
    if (goes(step)) return;
    for (const before of dependencies(step, steps.slice(0, index))) {
      if (goes(before)) needed.set(before, [...needed.get(before) ?? [], step.step.id]);
    }
  });
  return needed;
}

/**
 * The latest step of each task that this one builds on or shows, and steps whose saved values it uses. Changes that
 * nobody knows may decide the outcome of every later job.
 */
function dependencies<T extends Addressed>({ step, task: name, method, rest }: T, before: readonly T[]): T[] {
  const task = name === undefined ? undefined : taskByName(name);
  const read = method === "GET" ? taskReadBy(rest) : undefined;
  const shown = read === undefined ? undefined : taskByName(read);
  const names = new Set([
    ...(task === undefined ? [] : [...task.needs, ...task.uses]),
    ...(shown === undefined ? [] : [shown.name, ...shown.uses]),
  ]);
  const found = new Set<T>();
  for (const wanted of names) {
    const latest = before.findLast((other) => other.task === wanted);
    if (latest !== undefined) found.add(latest);
  }
  if ("wait" in step && step.wait !== undefined) {
    before.filter(isUnknownChange).forEach((other) => found.add(other));
  }
  const text = JSON.stringify(step);
  for (const other of before) if (text.includes(`{{steps.${other.step.id}.`)) found.add(other);
  return [...found];
}

function isUnknownChange({ task, method, area }: Addressed): boolean {
  return task === undefined && method !== "GET" && area !== "query-engine";
}
