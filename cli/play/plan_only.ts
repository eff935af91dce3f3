/** `profile play --dry-run`: what would be done, for people and as JSON. */
import { planLines } from "../../lib/play/plan.ts";
import { skippedSteps } from "../../lib/play/optional.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import type { Context } from "../context.ts";

/** Prints the plan of every profile and ends the command with `planned`. */
export function planOnly(
  planned: readonly { loaded: LoadedProfile; target: string }[],
  optional: boolean,
  context: Context,
): void {
  for (const { loaded, target } of planned) {
    for (const line of planLines(loaded, target, optional)) context.out.line(line);
  }
  const plans = planned.map(({ loaded: { profile }, target }) => ({
    profile: profile.metadata.slug,
    target,
    steps: profile.steps.length - skippedSteps(profile, optional).size,
    comparisons: profile.comparisons?.length ?? 0,
  }));
  context.out.done({ summary: "planned", plans });
  context.finish("passed", "planned");
}
