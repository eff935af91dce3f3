/** `profile play --dry-run`: what would be done, for people and as JSON. */
import { planLines } from "../../lib/play/plan.ts";
import { leftOutSteps } from "../../lib/play/creation_step.ts";
import type { ThenCheck } from "../../lib/play/then/options.ts";
import { EXIT_CODES, strongest } from "../../lib/model/exit.ts";
import { changeLine } from "../../lib/profiles/overlay.ts";
import type { Context } from "../context.ts";
import { isPlayable, type Placed, type Unready } from "./chosen.ts";
import { printUnready } from "./print_many.ts";

/** Prints the plan of every profile and ends the command with `planned`, or with what is wrong with some. */
export function planOnly(
  chosen: readonly (Placed | Unready)[],
  optional: boolean,
  then: readonly ThenCheck[] | undefined,
  context: Context,
): void {
  const { out } = context;
  for (const one of chosen) {
    if (!isPlayable(one)) printUnready(one.report, out);
    else {
      for (const line of planLines(one.loaded, one.target, optional, one.sandbox, then)) out.line(line);
      for (const change of one.overlay?.changes ?? []) out.line(changeLine(change));
    }
  }
  const plans = chosen.filter(isPlayable<Placed>).map((
    { loaded: { profile }, target, overlay, sandbox },
  ) => ({
    profile: profile.metadata.slug,
    target,
    sandbox: sandbox.mode,
    steps: profile.steps.length - leftOutSteps(profile, optional, sandbox).size,
    comparisons: profile.comparisons?.length ?? 0,
    ...(overlay === undefined ? {} : { overlay: overlay.name, overlay_changes: overlay.changes }),
  }));
  const faults = chosen.flatMap((one) => isPlayable(one) ? [] : [one.report]);
  if (faults.length === 0) {
    out.done({ summary: "planned", plans });
    return context.finish("passed", "planned");
  }
  const verdict = strongest(faults.map((report) => report.verdict));
  const errors = faults.map(({ profile, error }) => ({ profile, ...error }));
  out.json({ verdict, exit_code: EXIT_CODES[verdict], plans, errors });
  context.finish(verdict);
}
