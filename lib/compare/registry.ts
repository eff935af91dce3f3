/** All comparison methods. A new one is a line here and a file beside this one. */
import { isPlainRelative } from "../files/safe_path.ts";
import type { Comparison } from "../model/profile.ts";
import { existsOnly } from "./exists.ts";
import { hashExact } from "./hash_exact.ts";
import { jsonClose } from "./json_close.ts";
import { jsonExact } from "./json_exact.ts";
import { paramsFault, unknownKeys } from "./params.ts";
import { rasterStats } from "./raster_stats.ts";
import { textContains } from "./text_contains.ts";
import { textDiff } from "./text_diff.ts";
import { textExact } from "./text_exact.ts";
import type { Comparator } from "./types.ts";

/** In the order of the guide. */
export const COMPARATORS: readonly Comparator[] = [
  hashExact,
  existsOnly,
  jsonExact,
  jsonClose,
  textExact,
  textDiff,
  textContains,
  rasterStats,
];

/** The comparator of that name, if there is one. */
export function comparatorFor(method: string): Comparator | undefined {
  return COMPARATORS.find((comparator) => comparator.method === method);
}

/**
 * What is wrong with a comparison as written in a profile: a method, a parameter or a target that cannot be.
 * The sentence starts with `method`, `params` or `target`.
 *
 * @returns undefined when nothing is wrong
 */
export function checkComparison(comparison: Comparison): string | undefined {
  const methods = COMPARATORS.map((comparator) => comparator.method);
  const comparator = comparatorFor(comparison.method);
  if (comparator === undefined) {
    return `method: ${unknownKeys([comparison.method], methods)}`;
  }
  if (!isPlainRelative(comparison.target)) {
    return `target "${comparison.target}" is not a path or glob below the run`;
  }
  return paramsFault(comparator.params, comparison.params ?? {});
}
