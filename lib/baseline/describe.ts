/** Outputs that wait, in words. */
import type { JsonValue } from "../model/json.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { formatDelta, tellApart } from "../compare/numbers.ts";
import { formatBytes } from "../text/bytes.ts";
import { isVanished, type PendingItem } from "./pending.ts";

const CHANGES: Record<PendingItem["change"], string> = {
  new: "new",
  changed: "changed beyond tolerance",
  missing: "not produced any more",
  unnamed: "kept, but no comparison names it",
};

/** `changed beyond tolerance, raster_stats, 5.1 kB`. */
export function describe(
  { change, comparison, size }: Pick<PendingItem, "change" | "comparison" | "size">,
): string {
  return [CHANGES[change], comparison.method, ...(isVanished({ change }) ? [] : [formatBytes(size)])].join(
    ", ",
  );
}

/** Longest value that is shown. */
const LONGEST = 40;

/** What the play found by the comparison of an output. */
export function reportOn(
  { comparison }: PendingItem,
  comparisons: readonly ComparisonReport[],
): ComparisonReport | undefined {
  return comparisons.find(({ target, method }) =>
    target === comparison.target && method === comparison.method
  );
}

/** The first difference of an output in words, and how many more there are; empty when none is known. */
export function firstDifference(item: PendingItem, comparisons: readonly ComparisonReport[]): string {
  const report = reportOn(item, comparisons);
  const found = report?.differences.filter(({ file }) => file === item.path) ?? [];
  const [first] = found;
  if (report === undefined || first === undefined || first.where === "file") return "";
  // What is not listed is counted for all files of a comparison together.
  const isOnlyFile = report.files.length === 1;
  const more = found.length - 1 + (isOnlyFile ? report.omitted : 0);
  const least = !isOnlyFile && report.omitted > 0 ? "at least " : "";
  return `${differenceWords(first)}${more === 0 ? "" : `, and ${least}${more} more`}`;
}

/** `band 1 mean: 0.412 -> 0.42436, +0.01236 (+3 %)`. */
function differenceWords({ kind, where, baseline, actual }: Difference): string {
  if (kind !== "changed") return `${where}: ${kind}`;
  if (typeof baseline === "number" && typeof actual === "number") {
    return `${where}: ${tellApart(baseline, actual).join(" -> ")}, ${formatDelta(baseline, actual)}`;
  }
  const [before, after] = [textOf(baseline), textOf(actual)];
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  return `${where}: ${cut(before, same)} -> ${cut(after, same)}`;
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? "-" : JSON.stringify(value);
}

/** A long text around the place where it parts from the other. */
function cut(text: string, parts: number): string {
  const from = text.length > LONGEST && parts > LONGEST / 2 ? parts - 8 : 0;
  const tail = from === 0 ? text : `…${text.slice(from)}`;
  return tail.length <= LONGEST ? tail : `${tail.slice(0, LONGEST - 1)}…`;
}
