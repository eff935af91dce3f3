/** What of a result waits no more because the comparisons of the profile were changed since its play. */
import { join } from "node:path";
import { comparatorFor } from "../compare/registry.ts";
import { runComparisons } from "../compare/run.ts";
import { matchTarget } from "../compare/targets.ts";
import type { ProgramSettings } from "../compare/types.ts";
import { sha256File } from "../files/hash.ts";
import { stableJson } from "../model/json.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { Report } from "../model/report.ts";
import { needsMore } from "./collect.ts";
import { entriesOf } from "./manifest.ts";
import { isVanished, pendingDir, type PendingItem } from "./pending.ts";

/**
 * - `within`: what was beyond tolerance is within it now
 * - `unnamed`: it was produced, and the comparison that named it is gone
 * - `named`: kept and without a comparison at the play, and one names it now
 * - `uncopied`: its comparison is another now, and its bytes are not in the result
 */
export type OutdatedWhy = "within" | "unnamed" | "named" | "uncopied";

/** An output that waits no more. */
export interface Outdated {
  path: string;
  why: OutdatedWhy;
}

/** What the comparisons of the profile as it is now are about. */
export interface Present {
  /** Those of the profile, with the tolerances of its overlay. */
  comparisons: readonly Comparison[];
  /** How programs of the method `command` are run, where the configuration lets them. */
  programs?: ProgramSettings | undefined;
  baselineDir: string;
  resultDir: string;
  report: Report;
}

/** What waits, by the profile as it is now. */
export interface PresentItems {
  items: PendingItem[];
  outdated: Outdated[];
  /** Path to the comparison by which an output is kept, where it is not the one that it was found with. */
  comparisonOf: ReadonlyMap<string, Comparison>;
}

/** Compares what waits anew where its comparison was changed since the play: within tolerance nothing is written. */
export async function presentItems(
  items: readonly PendingItem[],
  manifest: BaselineManifest | undefined,
  present: Present,
): Promise<PresentItems> {
  const found = { items: [] as PendingItem[], outdated: [] as Outdated[] };
  const comparisonOf = new Map<string, Comparison>();
  for (const item of items) {
    const naming = present.comparisons.filter(({ target }) =>
      matchTarget(target, [item.path], []).length > 0
    );
    const judged = await judge(item, naming, manifest, present);
    if (typeof judged === "string") {
      found.outdated.push({ path: item.path, why: judged });
      continue;
    }
    if (judged !== undefined) comparisonOf.set(item.path, judged);
    found.items.push(item);
  }
  return { ...found, comparisonOf };
}

/** Why an output waits no more, or the comparison that takes the place of its own; undefined when all is as it was. */
async function judge(
  item: PendingItem,
  naming: readonly Comparison[],
  manifest: BaselineManifest | undefined,
  present: Present,
): Promise<OutdatedWhy | Comparison | undefined> {
  if (item.change === "unnamed") return naming.length > 0 ? "named" : undefined;
  if (isVanished(item)) return undefined;
  if (naming.length === 0) {
    // Where the play had no comparisons it proposed this one, to be added.
    return present.report.comparisons.length > 0 ? "unnamed" : undefined;
  }
  const own = stableJson(item.comparison);
  if (naming.some((comparison) => stableJson(comparison) === own)) return undefined;
  if (!entriesOf(manifest).has(item.path)) return preferred(naming);
  const differing = await differingBy(item, naming, manifest, present);
  return typeof differing === "string" ? differing : preferred(differing);
}

/** The comparisons that the output does not pass; all of them when its copy is not what the play made. */
async function differingBy(
  item: PendingItem,
  naming: readonly Comparison[],
  manifest: BaselineManifest | undefined,
  { baselineDir, resultDir, programs }: Present,
): Promise<readonly Comparison[] | "within" | "uncopied"> {
  const { path, sha256, withheld } = item;
  // The hash is another: without the bytes that is all that can be told.
  if (withheld !== undefined) {
    return naming.every(({ method }) => comparatorFor(method)?.keeps === "hash") ? naming : "uncopied";
  }
  const runDir = pendingDir(resultDir);
  if (await sha256File(join(runDir, path)).catch(() => undefined) !== sha256) return naming;
  const files = (manifest?.files ?? []).filter((file) => file.path === path);
  const reports = await runComparisons({
    comparisons: naming,
    baselineDir,
    manifest: manifest && { ...manifest, files },
    runDir,
    produced: [path],
    ...(programs === undefined ? {} : { programs }),
  });
  const differing = naming.filter((_, index) => reports[index]?.verdict !== "passed");
  return differing.length === 0 ? "within" : differing;
}

/** As a play takes it: the first, or the first that needs more than the hash. */
function preferred(comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons.find(needsMore) ?? comparisons[0];
}
