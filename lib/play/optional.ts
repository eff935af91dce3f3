/** Optional steps: reads that only refresh the page. A play leaves them out unless it is asked for them. */
import type { Profile, Step } from "../model/profile.ts";
import { references } from "../profiles/template.ts";

/**
 * Ids of the steps that a play leaves out. An optional step whose answer is needed, by a step that runs or by what
 * the profile expects, is not one of them.
 *
 * @param all true with `--optional`: every step runs
 * @param named ids that were asked for one by one: they run
 */
export function skippedSteps(
  { steps, expect }: Pick<Profile, "steps" | "expect">,
  all: boolean,
  named: Iterable<string> = [],
): Set<string> {
  const skipped = new Set<string>();
  if (all) return skipped;
  const needed = new Set([...stepsNamed(expect, steps), ...named]);
  for (const step of steps.toReversed()) {
    if (isOptional(step) && !needed.has(step.id)) skipped.add(step.id);
    else for (const id of stepsNamed(step, steps)) needed.add(id);
  }
  return skipped;
}

function isOptional(step: Step): boolean {
  return "optional" in step && step.optional === true;
}

/** Steps whose values something refers to. */
export function stepsNamed(part: unknown, steps: readonly Step[]): string[] {
  return references(JSON.stringify(part) ?? "").flatMap((name) => stepNamed(name, steps) ?? []);
}

/** Id of the step that a reference `steps.<id>.<name>` names: ids may hold dots. */
export function stepNamed(reference: string, steps: readonly Step[]): string | undefined {
  if (!reference.startsWith("steps.")) return undefined;
  const rest = reference.slice("steps.".length);
  return steps.filter(({ id }) => rest.startsWith(`${id}.`)).sort((a, b) => b.id.length - a.id.length)[0]?.id;
}
