/** Which steps of two recordings of one workflow belong together: the same request, the same time it comes. */
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import type { Step } from "../model/profile.ts";

/** A step with the steps of the other one that may be the same. */
export interface StepPair {
  step: Step;
  /** One when it is clear; several when one of the two has this request more often than the other. */
  others: Step[];
}

/** Pairs the steps of one profile with those of another; steps that the other one lacks have no others. */
export function pairSteps(steps: readonly Step[], others: readonly Step[]): StepPair[] {
  const own = byRequest(steps);
  const theirs = byRequest(others);
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const key = requestKey(step);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    const same = theirs.get(key) ?? [];
    if (same.length !== own.get(key)?.length) return { step, others: same };
    return { step, others: same.slice(number, number + 1) };
  });
}

function byRequest(steps: readonly Step[]): Map<string, Step[]> {
  const found = new Map<string, Step[]>();
  for (const step of steps) {
    const key = requestKey(step);
    found.set(key, [...found.get(key) ?? [], step]);
  }
  return found;
}

/** What a step asks for, the same in both generations of the API; queries and bodies do not count. */
export function requestKey(step: Step): string {
  if (step.action === "wait") return `wait ${step.wait.type}`;
  if (step.action === "enqueue_rq") return `task ${step.job.replace(/^.*\./, "")}`;
  const method = step.action === "http_get" ? "GET" : "change";
  const target = parseEndpoint(step.path);
  if (target === undefined) return `${method} ${step.path}`;
  const task = method === "GET" ? undefined : taskOf(target.area, target.rest);
  return task === undefined
    ? `${step.action === "file_upload" ? "http_post" : step.action} ${target.path.replace(/\/+$/, "")}`
    : `task ${task.name}`;
}
