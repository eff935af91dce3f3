/** All comparison methods. A new one is a line here and a file beside this one. */
import { isPlainRelative } from "../files/safe_path.ts";
import type { Comparison } from "../model/profile.ts";
import { archiveDiff } from "./methods/archive_diff.ts";
import { externalCommand } from "./methods/command.ts";
import { existsOnly } from "./methods/exists.ts";
import { fileList } from "./methods/file_list.ts";
import { hashExact } from "./methods/hash_exact.ts";
import { jsonClose } from "./methods/json_close.ts";
import { jsonExact } from "./methods/json_exact.ts";
import { keepFault } from "./keep.ts";
import { paramsFault, unknownKeys } from "./params.ts";
import { rasterPixels } from "./methods/raster_pixels.ts";
import { rasterStats } from "./methods/raster_stats.ts";
import { tableDiff } from "./methods/table_diff.ts";
import { textContains } from "./methods/text_contains.ts";
import { textDiff } from "./methods/text_diff.ts";
import { textExact } from "./methods/text_exact.ts";
import { vectorDiff } from "./methods/vector_diff.ts";
import type { Comparator } from "./types.ts";

/** In the order of the guide. */
export const COMPARATORS: readonly Comparator[] = [
  hashExact,
  existsOnly,
  fileList,
  jsonExact,
  jsonClose,
  textExact,
  textDiff,
  textContains,
  tableDiff,
  rasterStats,
  rasterPixels,
  vectorDiff,
  archiveDiff(() => COMPARATORS),
  externalCommand,
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
  const fault = comparison.keep === undefined ? undefined : keepFault(comparator, comparison.keep);
  return fault ?? paramsFault(comparator.params, comparison.params ?? {});
}
