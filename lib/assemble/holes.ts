/** Finding the holes of steps, and leaving out the steps that have some. */
import { ProfileError } from "../errors.ts";
import { holePaths } from "../model/hole_paths.ts";
import { type Addressed, neededSteps } from "../profiles/dependencies.ts";
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
  const needed = neededSteps(steps.map(addressed), ({ draft }) => isDropped(draft));
  const conflicts = [...needed].map(([{ draft: step }, by]) =>
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

function addressed(draft: StepDraft): Addressed & { draft: StepDraft } {
  const { step, task, recorded: { method, target } } = draft;
  const { area, rest } = target;
  return { draft, step, ...(task === undefined ? {} : { task }), method, area, rest };
}
