/** What a baseline keeps of a file: its bytes, a summary or only the hash; by the comparison, else by rules. */
import { isEnough } from "../compare/keep.ts";
import { comparatorFor } from "../compare/registry.ts";
import type { Keeps } from "../compare/types.ts";
import { globMatcher } from "../files/glob.ts";
import type { Comparison } from "../model/profile.ts";
import type { KeepRule } from "../settings/config.ts";
import { parseBytes } from "../text/bytes.ts";

/** When the configuration has no rules: large files are summed up by methods that can compare with a summary. */
export const USUAL_RULES: readonly KeepRule[] = [{ above: "10MB", keep: "summary" }];

/**
 * What is kept of a file: what its comparison says in `keep`, else the first rule that fits and is enough for the
 * method, else the hash for methods that need no more, and the file for all others.
 *
 * @param size in bytes
 * @example
 * ```ts
 * const raster = { target: "*.tif", method: "raster_stats" };
 * keepOf(raster, "soil_loss.tif", 80_000_000, [{ files: "*.tif", above: "10MB", keep: "summary" }]); // "summary"
 * ```
 */
export function keepOf(
  { method, keep }: Comparison,
  path: string,
  size: number,
  rules: readonly KeepRule[] = USUAL_RULES,
): Keeps {
  const comparator = comparatorFor(method);
  if (comparator === undefined) return "file";
  if (keep !== undefined && isEnough(comparator, keep)) return keep;
  const fits = ({ files, methods, above, keep }: KeepRule) =>
    (files === undefined || globMatcher(files)(path)) &&
    (methods === undefined || methods.includes(method)) &&
    (above === undefined || size > parseBytes(above)) &&
    isEnough(comparator, keep);
  return rules.find(fits)?.keep ?? (comparator.keeps === "hash" ? "hash" : "file");
}
