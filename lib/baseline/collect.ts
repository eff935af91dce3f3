/** Which outputs of a compared run wait for review. */
import { join } from "node:path";
import { checkComparison, comparatorFor } from "../compare/registry.ts";
import { UNNAMED } from "../compare/run.ts";
import { sha256File } from "../files/hash.ts";
import { exists } from "../files/safe_path.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { entriesOf } from "./manifest.ts";
import type { PendingItem } from "./pending.ts";
import { type Proposal, proposeComparisons } from "./propose.ts";

/** What waits for review, before it is copied. */
export interface PendingCandidate {
  path: string;
  comparison: Comparison;
  change: PendingItem["change"];
}

/** A run that was compared. */
export interface ComparedRun {
  comparisons: readonly Comparison[];
  /** As `runComparisons` gave them. */
  reports: readonly ComparisonReport[];
  manifest: BaselineManifest | undefined;
  runDir: string;
  /** Paths in the run directory before the first step. */
  before: readonly string[];
}

/**
 * What of a compared run waits for review: files that are new or differ beyond tolerance, those that could not be
 * compared, and kept ones that were not produced or that no comparison names. For a profile without comparisons,
 * what the run gained since `before`. `unproduced`: without a baseline, targets that name no file of the run.
 */
export async function collectPending(
  run: ComparedRun,
): Promise<{ items: PendingCandidate[]; left_out: Proposal["left_out"]; unproduced: string[] }> {
  const kept = entriesOf(run.manifest);
  const items = new Map<string, PendingCandidate>();
  let left_out: Proposal["left_out"] = [];
  if (run.comparisons.length === 0) {
    const proposal = await proposeComparisons(run.runDir, run.before);
    left_out = proposal.left_out;
    for (const comparison of proposal.comparisons) {
      const path = comparison.target;
      items.set(path, { path, comparison, change: kept.has(path) ? "changed" : "new" });
    }
  }
  for (const [index, comparison] of run.comparisons.entries()) {
    const report = run.reports[index];
    if (report === undefined || checkComparison(comparison) !== undefined) continue;
    const differing = new Set(report.differences.map((difference) => difference.file));
    const gone = new Set(report.differences.filter(isGone).map((difference) => difference.file));
    for (const path of report.files) {
      if (!mayReplace(items.get(path), comparison)) continue;
      const produced = await exists(join(run.runDir, path));
      // It lies in an archive that stands for its folder: there is no file to take.
      if (!produced && !gone.has(path)) continue;
      const waits = kept.size === 0 || differing.has(path) ||
        (report.verdict === "error" && produced && await isOther(run.runDir, path, kept));
      if (!waits) continue;
      const change = !produced ? "missing" : kept.has(path) ? "changed" : "new";
      items.set(path, { path, comparison, change });
    }
  }
  for (const path of run.reports.find((report) => report.method === UNNAMED)?.files ?? []) {
    const entry = kept.get(path);
    if (entry === undefined || items.has(path)) continue;
    items.set(path, { path, comparison: entry.comparison, change: "unnamed" });
  }
  // They would fail as soon as there is a baseline.
  const unproduced = kept.size > 0
    ? []
    : run.reports.filter(({ files }) => files.length === 0).map(({ target }) => target);
  return { items: [...items.values()], left_out, unproduced };
}

function isGone({ kind, where }: Difference): boolean {
  return kind === "missing" && where === "file";
}

/** A file that several comparisons name is taken by the first, or by the first that needs more than its hash. */
function mayReplace(item: PendingCandidate | undefined, comparison: Comparison): boolean {
  return item === undefined || (!needsMore(item.comparison) && needsMore(comparison));
}

/** True when the baseline has to keep more than the hash of a file for this comparison. */
export function needsMore({ method }: Comparison): boolean {
  return comparatorFor(method)?.keeps !== "hash";
}

/** True when the produced bytes are not the kept ones: those of an error were not compared. */
async function isOther(runDir: string, path: string, kept: Map<string, BaselineFile>): Promise<boolean> {
  return await sha256File(join(runDir, path)) !== kept.get(path)?.sha256;
}
