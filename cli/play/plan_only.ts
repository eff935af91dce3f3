/** `profile play --dry-run`: what would be done, for people and as JSON. */
import { choosePart } from "../../lib/play/part/choose.ts";
import { leftOutOf, planLines, type PlannedPlay } from "../../lib/play/plan.ts";
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
  const planOf = ({ loaded, target, overlay, sandbox, opened }: Placed): PlannedPlay => ({
    target,
    optional,
    sandbox,
    set: overlay?.baseline,
    ...(opened?.part === undefined ? {} : { chosen: choosePart(loaded, opened.part) }),
    ...(then === undefined ? {} : { then }),
  });
  for (const one of chosen) {
    if (!isPlayable(one)) printUnready(one.report, out);
    else {
      for (const line of planLines(one.loaded, planOf(one))) out.line(line);
      for (const change of one.overlay?.changes ?? []) out.line(changeLine(change));
    }
  }
  const plans = chosen.filter(isPlayable<Placed>).map((one) => {
    const { loaded, target, overlay, sandbox } = one;
    const { steps, comparisons, metadata } = loaded.profile;
    const plan = planOf(one);
    return {
      profile: metadata.slug,
      target,
      sandbox: sandbox.mode,
      steps: steps.length - leftOutOf(loaded, plan).size,
      comparisons: plan.chosen?.reachesEnd === false ? 0 : comparisons?.length ?? 0,
      ...(overlay === undefined ? {} : { overlay: overlay.name, overlay_changes: overlay.changes }),
    };
  });
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
