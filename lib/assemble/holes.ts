/** Finding the holes of steps, and leaving out the steps that have some. */
import { taskByName, taskOf, taskReadBy } from "../endpoints/table.ts";
import { ProfileError } from "../errors.ts";
import { holePaths } from "../model/hole_paths.ts";
import type { StepDraft } from "./step.ts";
import type { DraftHole, DroppedStep } from "./types.ts";

/** Every hole of a step with its path: `json.latitude`. */
export function holesOf({ id, step }: Pick<StepDraft, "id" | "step">): DraftHole[] {
  return holePaths(step).map(({ path, hole }) => ({
    step: id,
    field: path.join("."),
    path,
    reason: hole.reason,
    ...(hole.suggestion === undefined ? {} : { suggestion: hole.suggestion }),
  }));
}

/**
 * Leaves out the steps with holes.
 *
 * @throws ProfileError refused when a step that stays depends on the outcome of one that would go
 */
export function dropHoles(steps: readonly StepDraft[]): { kept: StepDraft[]; dropped: DroppedStep[] } {
  const holes = new Map(steps.map((step) => [step, holesOf(step)]));
  const isDropped = (step: StepDraft) => (holes.get(step)?.length ?? 0) > 0;
  const needed = new Map<StepDraft, string[]>();
  steps.forEach((step, index) => {
    if (isDropped(step)) return;
    for (const before of dependencies(step, steps.slice(0, index))) {
      if (isDropped(before)) needed.set(before, [...needed.get(before) ?? [], step.id]);
    }
  });
  const conflicts = [...needed].map(([step, by]) =>
    `step ${step.id} (${reasons(holes, step)}) ${
      step.task === undefined ? "may decide" : "decides"
    } the outcome of ${by.join(", ")}`
  );
  const [first, ...others] = conflicts;
  if (first !== undefined) {
    throw new ProfileError("refused", `Cannot drop every step with holes: ${first}`, {
      others: others.map((message) => ({ message })),
      remedy:
        "Assemble with --holes keep and fill them, or record the session again with profile record proxy",
    });
  }
  return {
    kept: steps.filter((step) => !isDropped(step)),
    dropped: steps.filter(isDropped).map((step) => ({ step: step.id, holes: holes.get(step) ?? [] })),
  };
}

function reasons(holes: Map<StepDraft, DraftHole[]>, step: StepDraft): string {
  const [first, ...more] = holes.get(step) ?? [];
  if (first === undefined) return "";
  const rest = more.length === 0 ? "" : ` and ${more.length} more`;
  return `${first.field}: ${first.reason}${rest}`;
}

/**
 * The latest step of each task that this one builds on or shows, and steps whose saved values it uses. Changes that
 * nobody knows may decide the outcome of every later job.
 */
function dependencies(step: StepDraft, before: readonly StepDraft[]): StepDraft[] {
  const { target, method } = step.recorded;
  const task = taskOf(target.area, target.rest);
  const read = method === "GET" ? taskReadBy(target.rest) : undefined;
  const shown = read === undefined ? undefined : taskByName(read);
  const names = new Set([
    ...(task === undefined ? [] : [...task.needs, ...task.uses]),
    ...(shown === undefined ? [] : [shown.name, ...shown.uses]),
  ]);
  const found = new Set<StepDraft>();
  for (const name of names) {
    const latest = before.findLast((other) => other.task === name);
    if (latest !== undefined) found.add(latest);
  }
  if ("wait" in step.step) before.filter(isUnknownChange).forEach((other) => found.add(other));
  const text = JSON.stringify(step.step);
  for (const other of before) if (text.includes(`{{steps.${other.id}.`)) found.add(other);
  return [...found];
}

function isUnknownChange({ task, recorded: { method, target } }: StepDraft): boolean {
  return task === undefined && method !== "GET" && target.area !== "query-engine";
}
