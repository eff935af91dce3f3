/** Runs the comparisons of a profile: both ways, every difference, every file that a target names. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { sha256File } from "../files/hash.ts";
import { isGlob } from "../files/glob.ts";
import { walkFiles } from "../files/walk.ts";
import type { Verdict } from "../model/exit.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { isLfsPointer } from "./lfs.ts";
import { checkComparison, comparatorFor } from "./registry.ts";
import { closestProduced, matchTarget } from "./targets.ts";
import type { Comparator, KeptFile, Outcome } from "./types.ts";

/** Method of the report on kept files that no comparison names. */
export const UNNAMED = "(none)";

/** What is compared with what. */
export interface ComparisonRun {
  comparisons: readonly Comparison[];
  /** Folder of `manifest.json` and the kept files. */
  baselineDir: string;
  /** Undefined when there is no baseline yet. */
  manifest: BaselineManifest | undefined;
  /** The run directory with the produced files. */
  runDir: string;
  /** Paths of the produced files, when they are not all that lies in the run directory; sorted. */
  produced?: readonly string[];
  signal?: AbortSignal;
}

/** One file of one comparison, before it is settled. */
interface Pair {
  file: string;
  kept: BaselineFile | undefined;
  produced: boolean;
}

/**
 * Compares a run directory with a baseline.
 *
 * @returns one report for each comparison, in their order. A comparison whose target names no file on either
 *   side is `failed` when others named some, else `skipped`; without a baseline all are `skipped`. Kept files that no
 *   comparison names are a further report beside others, of the method {@link UNNAMED}, which is `failed`.
 * @throws what the signal is aborted with
 */
export async function runComparisons(run: ComparisonRun): Promise<ComparisonReport[]> {
  const produced = run.produced ?? await walkFiles(run.runDir);
  const kept = new Map((run.manifest?.files ?? []).map((file) => [file.path, file]));
  const there = new Set(produced);
  const planned = run.comparisons.map((comparison) => {
    const files = matchTarget(comparison.target, kept.keys(), produced);
    const pairs = files.map((file) => ({ file, kept: kept.get(file), produced: there.has(file) }));
    return { comparison, pairs };
  });
  const anything = kept.size > 0 && planned.some(({ pairs }) => pairs.length > 0);
  const reports: ComparisonReport[] = [];
  for (const { comparison, pairs } of planned) {
    run.signal?.throwIfAborted();
    const report = emptyReport(comparison, pairs);
    const fault = checkComparison(comparison);
    if (fault !== undefined) Object.assign(report, { verdict: "error", reason: fault });
    else if (kept.size === 0) Object.assign(report, { verdict: "skipped", reason: "No baseline yet" });
    else if (pairs.length === 0) {
      const verdict = anything ? "failed" : "skipped";
      Object.assign(report, { verdict, reason: nothingMatched(comparison.target, produced) });
    } else await comparePairs(comparison, pairs, run, produced, report);
    reports.push(report);
  }
  const named = new Set(planned.flatMap(({ pairs }) => pairs.map((pair) => pair.file)));
  const unnamed = [...kept.keys()].filter((path) => !named.has(path)).sort();
  return unnamed.length === 0 || !anything ? reports : [...reports, unnamedReport(unnamed)];
}

/**
 * The verdict over all comparisons: `passed` only when there are some and every one was compared and matched.
 */
export function compareVerdict(reports: readonly ComparisonReport[]): Verdict {
  if (reports.some(({ verdict }) => verdict === "failed" || verdict === "error")) return "differences";
  const compared = reports.length > 0 && reports.every(({ verdict }) => verdict === "passed");
  return compared ? "passed" : "nothing-compared";
}

function emptyReport({ target, method }: Comparison, pairs: readonly Pair[]): ComparisonReport {
  const files = pairs.map((pair) => pair.file);
  return { target, method, verdict: "passed", files, differences: [], omitted: 0, artifacts: [] };
}

function unnamedReport(files: string[]): ComparisonReport {
  const [first = ""] = files;
  return {
    target: files.length === 1 ? first : `${files.length} kept files`,
    method: UNNAMED,
    verdict: "failed",
    reason: "Kept in the baseline, but no comparison names it: " +
      (files.length === 1 ? "" : `${files.join(", ")}: `) +
      "add a comparison to profile.yaml, or remove it with update-baseline --prune",
    files,
    differences: [],
    omitted: 0,
    artifacts: [],
  };
}

function nothingMatched(target: string, produced: readonly string[]): string {
  const near = isGlob(target) ? undefined : closestProduced(target, produced);
  const hint = near === undefined ? "" : `; closest produced: ${near}`;
  return `The target names no file, neither in the baseline nor in the run${hint}`;
}

/** Compares the files of one comparison and fills in its report. */
async function comparePairs(
  comparison: Comparison,
  pairs: readonly Pair[],
  run: ComparisonRun,
  produced: readonly string[],
  report: ComparisonReport,
): Promise<void> {
  const comparator = comparatorFor(comparison.method);
  if (comparator === undefined) return;
  const notes: string[] = [];
  const unused: string[][] = [];
  for (const pair of pairs) {
    run.signal?.throwIfAborted();
    try {
      const outcome = await comparePair(comparator, comparison, pair, run, produced);
      report.differences.push(...outcome.differences.map((found) => ({ ...found, file: pair.file })));
      report.omitted += outcome.omitted;
      unused.push(outcome.unused ?? []);
    } catch (error) {
      report.verdict = "error";
      notes.push(messageOf(error));
    }
  }
  if (report.verdict === "passed" && report.differences.length > 0) report.verdict = "failed";
  const everywhere = (unused[0] ?? []).filter((rule) => unused.every((rules) => rules.includes(rule)));
  notes.push(...everywhere.map((rule) => `The rule ${JSON.stringify(rule)} matched nothing`));
  if (notes.length > 0) report.reason = notes.join("; ");
}

async function comparePair(
  comparator: Comparator,
  comparison: Comparison,
  { file, kept, produced }: Pair,
  run: ComparisonRun,
  allProduced: readonly string[],
): Promise<Outcome> {
  if (kept === undefined) {
    return one({ kind: "extra", where: "file", message: "Produced, not in the baseline" });
  }
  if (!produced) {
    const near = closestProduced(file, allProduced);
    const message = near === undefined ? "Not produced" : `Not produced; closest produced: ${near}`;
    return one({ kind: "missing", where: "file", message });
  }
  const path = join(run.runDir, file);
  const { size } = await stat(path);
  if (size === kept.size && await sha256File(path) === kept.sha256) {
    await checkKept(run.baselineDir, kept);
    if (comparator.always !== true) return { differences: [], omitted: 0 };
  } else if (await isLfsPointer(path)) {
    throw new Error(`The produced file "${file}" is a Git LFS pointer: run git lfs pull`);
  }
  const baseline: KeptFile = { sha256: kept.sha256, size: kept.size };
  if (comparator.needsFile) baseline.path = await keptPath(run.baselineDir, kept);
  return await comparator.compare({ file, baseline, produced: path, params: comparison.params ?? {} });
}

function one(difference: Difference): Outcome {
  return { differences: [difference], omitted: 0 };
}

/** Kept files up to this size are read again even when the hash settles the comparison, bytes. */
const CHEAP = 16 * 1024 * 1024;

/**
 * The manifest's hash may settle a comparison, but a baseline that is damaged is said all the same. A Git LFS
 * pointer is not damage: its content is elsewhere, and its hash is known.
 */
async function checkKept(baselineDir: string, kept: BaselineFile): Promise<void> {
  if (kept.kept !== "file") return;
  const path = join(baselineDir, kept.path);
  if (kept.size > CHEAP || await isLfsPointer(path).catch(() => false)) return;
  await keptPath(baselineDir, kept);
}

/** Path of the kept bytes, sure to be those that were accepted. */
async function keptPath(baselineDir: string, kept: BaselineFile): Promise<string> {
  const name = `The baseline file "${kept.path}"`;
  if (kept.kept !== "file") {
    throw new Error(
      `${name} is kept as a hash only: use hash_exact, or accept it again with update-baseline`,
    );
  }
  const path = join(baselineDir, kept.path);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Error(`${name} is listed in manifest.json but not there: restore it from git`);
  }
  if (await isLfsPointer(path)) throw new Error(`${name} is a Git LFS pointer: run git lfs pull`);
  if (found.size !== kept.size || await sha256File(path) !== kept.sha256) {
    throw new Error(`${name} is not what manifest.json says: restore it from git, or accept it again`);
  }
  return path;
}
