/** How much of a file a baseline keeps, and whether that is enough for a method. */
import type { Comparator, Keeps } from "./types.ts";

/** Name of the file beside a kept path that sums it up. */
export function summaryPath(path: string): string {
  return `${path}.summary.json`;
}

/** True when a method can compare with what is kept that way. */
export function isEnough({ keeps, summarise }: Comparator, keep: Keeps): boolean {
  if (keep === "file") return true;
  return keep === "hash" ? keeps === "hash" : keeps === "summary" && summarise !== undefined;
}

/** Why a method cannot be asked to keep files that way; undefined when it can. */
export function keepFault(comparator: Comparator, keep: Keeps): string | undefined {
  if (isEnough(comparator, keep)) return undefined;
  const ways = (["file", "summary", "hash"] as const).filter((way) => isEnough(comparator, way));
  return `keep: ${comparator.method} cannot compare with a ${keep}; valid here: ${ways.join(", ")}`;
}
