/** What an update of a baseline does or would do, for people. */
import { describe } from "../../lib/baseline/describe.ts";
import type { Outdated, OutdatedWhy } from "../../lib/baseline/outdated.ts";
import type { PendingItem } from "../../lib/baseline/pending.ts";
import type { UpdatePlan } from "../../lib/baseline/plan.ts";
import { reasonWords } from "../../lib/baseline/risk.ts";
import { severeWords } from "../../lib/baseline/severe.ts";
import type { Context } from "../context.ts";
import type { Style } from "../output.ts";

const OUTDATED: Record<OutdatedWhy, [word: string, why: string]> = {
  within: ["within", "within the tolerance of the profile as it is now"],
  unnamed: ["skip  ", "no comparison of the profile names it any more"],
  named: ["skip  ", "a comparison of the profile names it again: play again to compare it"],
  uncopied: ["skip  ", "its comparison was changed since, and its bytes are not in the result: play again"],
};

/** Outputs that wait no more by the profile as it is now. */
export function printOutdated({ out }: Context, outdated: readonly Outdated[]): void {
  for (const { path, why } of outdated) {
    const [word, words] = OUTDATED[why];
    out.line(`${out.style(word, "dim")}  ${path}  ${words}`);
  }
}

/** In place of the plan when nothing was chosen: without a terminal the real call would be refused. */
export function printWaiting(context: Context, plan: UpdatePlan): void {
  const { out } = context;
  const items = [...plan.accepted, ...plan.pruned, ...plan.rejected, ...plan.left];
  out.line();
  for (const item of items) out.line(`waits   ${line(item, plan)}`);
  warnOf(context, plan, true);
  out.line("Nothing is accepted yet: say --all or --accept, or answer for each on a terminal");
  out.json({ ...documentOf(plan), accepted: [], pruned: [], rejected: [], left: items });
}

/** @param dry nothing will be written: what must be allowed is said */
export function printPlan(context: Context, plan: UpdatePlan, dry: boolean): void {
  const { out } = context;
  const { left, empty, prune } = plan;
  const print = (word: string, style: Style, items: readonly PendingItem[]) => {
    for (const item of items) out.line(`${out.style(word, style)}  ${line(item, plan)}`);
  };
  out.line();
  print("accept", "green", plan.accepted);
  print("remove", "red", plan.pruned);
  print("reject", "red", plan.rejected);
  print("leave ", "yellow", left);
  for (const target of prune ? empty : []) {
    out.line(
      `${out.style("drop  ", "red")}  ${target}  the comparison names no file, neither kept nor produced`,
    );
  }
  warnOf(context, plan, dry);
  if (left.some((item) => item.change === "missing")) {
    out.line("Kept files that were not produced stay in the baseline; --prune removes them");
  }
  if (left.some((item) => item.change === "unnamed")) {
    out.line("Kept files that no comparison names stay in the baseline; --prune removes them");
  }
  if (!prune && empty.length > 0) out.line(emptyWords(empty));
  out.json(documentOf(plan));
}

/** The plan as a document. */
function documentOf(plan: UpdatePlan) {
  const { accepted, pruned, rejected, left, outdated, severe, empty, risks, keeps, set } = plan;
  return {
    accepted,
    pruned,
    rejected,
    left,
    outdated,
    severe,
    empty,
    risks: Object.fromEntries(risks),
    keeps: Object.fromEntries(keeps),
    ...(set === undefined ? {} : { overlay: set }),
  };
}

export function emptyWords(targets: readonly string[]): string {
  const more = targets.length === 1 ? "" : `, and ${targets.length - 1} more`;
  return `Of the comparisons, these name no file: ${targets[0]}${more}; --prune drops them`;
}

function warnOf({ out }: Context, { severe, near, playedWith }: UpdatePlan, dry: boolean): void {
  if (playedWith.length > 0) {
    out.warn(`warning: played with ${playedWith.join(" ")}: a baseline only with --allow-drift`);
  }
  const words = dry ? "; it is accepted with --allow-severe alone" : "";
  for (const one of severe) out.warn(`warning: ${severeWords(one)}${words}`);
  for (const warning of near) out.warn(`warning: ${warning}`);
}

/** `out/a.tif  changed beyond tolerance, raster_stats, 5.1 kB, severe: has another size`. */
function line(item: PendingItem, { risks, keeps }: UpdatePlan): string {
  const keep = keeps.get(item.path);
  return [
    `${item.path}  ${describe(item)}`,
    ...(keep === "summary" ? ["kept as a summary"] : []),
    ...riskWords(risks.get(item.path)),
  ].join(", ");
}

/** Nothing is said of values that moved: that is what a changed output is. */
export function riskWords(found: ReturnType<UpdatePlan["risks"]["get"]>): string[] {
  if (found === undefined || found.risk === "moved") return [];
  return [found.risk === "severe" ? `severe: ${reasonWords(found)}` : found.risk];
}
