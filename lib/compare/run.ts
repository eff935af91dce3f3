/** Runs the comparisons of a profile: both ways, every difference, every file that a target names. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import { Course } from "../files/course.ts";
import { sha256File } from "../files/hash.ts";
import { isGlob } from "../files/glob.ts";
import { walkFiles } from "../files/walk.ts";
import type { Verdict } from "../model/exit.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { OnProgress } from "../model/progress.ts";
import type { Comparison } from "../model/profile.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { withoutGzip } from "./archive/gzip.ts";
import { NodirFiles } from "./archive/nodir.ts";
import { withUnpackFolder } from "./archive/unpacked.ts";
import { Findings } from "./findings.ts";
import { isLfsPointer } from "./lfs.ts";
import { readSummary } from "./summary.ts";
import type { Pictures } from "./pictures.ts";
import { checkComparison, comparatorFor } from "./registry.ts";
import { Settler } from "./settle.ts";
import { closestProduced, matchTarget } from "./targets.ts";
import {
  type Comparator,
  type ComparatorInput,
  isAlwaysAsked,
  type KeptFile,
  type Outcome,
  type ProgramSettings,
} from "./types.ts";

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
  /** Draws what differs; missing: nothing is drawn. */
  pictures?: Pictures;
  /** How programs of the method `command` are run, where the configuration lets them. */
  programs?: ProgramSettings;
  /** Told which file is compared. */
  onProgress?: OnProgress | undefined;
}

/** The run with all files that it produced, those in archives of root folders among them. */
interface RunFiles extends ComparisonRun {
  produced: readonly string[];
  nodir: NodirFiles;
  settler: Settler;
  course: Course;
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
  const onDisk = run.produced ?? await walkFiles(run.runDir);
  const kept = new Map((run.manifest?.files ?? []).map((file) => [file.path, file]));
  const nodir = await NodirFiles.of(run.runDir, onDisk, [...kept.keys()]);
  const produced = nodir.paths.length === 0 ? onDisk : [...onDisk, ...nodir.paths].sort();
  const there = new Set(produced);
  const planned = run.comparisons.map((comparison) => {
    const readsVolatile = comparatorFor(comparison.method)?.readsVolatile;
    const files = matchTarget(comparison.target, kept.keys(), produced, readsVolatile);
    const pairs = files.map((file) => ({ file, kept: kept.get(file), produced: there.has(file) }));
    return { comparison, pairs };
  });
  const anything = kept.size > 0 && planned.some(({ pairs }) => pairs.length > 0);
  const settler = new Settler(run.baselineDir, kept.size);
  const all = planned.flatMap(({ pairs }) => pairs);
  const bytes = () => all.reduce((sum, pair) => sum + sizeOf(pair), 0);
  const course = await Course.of("compare", { of: all.length, bytes }, run.onProgress);
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
    } else await comparePairs(comparison, pairs, { ...run, produced, nodir, settler, course }, report);
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
  return { target, method, verdict: "passed", files, ...nothingFound() };
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
    ...nothingFound(),
  };
}

/** What a comparison has found at its beginning. */
export function nothingFound() {
  const counts = { missing: 0, extra: 0, changed: 0 };
  return { differences: [], counts, omitted: 0, notes: [], facts: {}, artifacts: [] } satisfies Partial<
    ComparisonReport
  >;
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
  run: RunFiles,
  report: ComparisonReport,
): Promise<void> {
  const comparator = comparatorFor(comparison.method);
  if (comparator === undefined) return;
  const notes: string[] = [];
  const unused: string[][] = [];
  for (const [index, pair] of pairs.entries()) {
    // Small files are read at once: a signal is heard between some of them.
    if (index % 32 === 31) await setImmediate();
    run.signal?.throwIfAborted();
    run.course.begin(pair.file, sizeOf(pair));
    try {
      const outcome = await comparePair(comparator, comparison, pair, run);
      addOutcome(report, pair.file, outcome);
      unused.push(outcome.unused ?? []);
    } catch (error) {
      report.verdict = "error";
      notes.push(messageOf(error));
    }
  }
  // Counted, as a method may find more than it lists.
  const found = Object.values(report.counts).some((count) => count > 0);
  if (report.verdict === "passed" && found) report.verdict = "failed";
  const everywhere = (unused[0] ?? []).filter((rule) => unused.every((rules) => rules.includes(rule)));
  notes.push(...everywhere.map((rule) => `The rule ${JSON.stringify(rule)} matched nothing`));
  if (notes.length > 0) report.reason = notes.join("; ");
}

function addOutcome(report: ComparisonReport, file: string, outcome: Outcome): void {
  const { differences, counts, note, facts } = outcome;
  report.differences.push(...differences.map((found) => ({ ...found, file })));
  for (const kind of ["missing", "extra", "changed"] as const) report.counts[kind] += counts[kind];
  report.omitted += counts.missing + counts.extra + counts.changed - differences.length;
  if (note !== undefined) report.notes.push(report.files.length > 1 ? `${file}: ${note}` : note);
  if (facts !== undefined) report.facts[file] = facts;
  report.artifacts.push(...outcome.artifacts ?? []);
}

async function comparePair(
  comparator: Comparator,
  { params = {} }: Comparison,
  { file, kept, produced }: Pair,
  run: RunFiles,
): Promise<Outcome> {
  if (kept === undefined) {
    if (comparator.allowsExtra?.(params) === true) return new Findings().outcome();
    return one({ kind: "extra", where: "file", message: "Produced, not in the baseline" });
  }
  const settle = (path: string) => compareFile(comparator, params, kept, path, run);
  if (run.nodir.has(file)) {
    return await withUnpackFolder(async (folder) => {
      const path = join(folder, basename(file));
      await run.nodir.extract(file, path);
      return await settle(path);
    });
  }
  // Tens of thousands of plain paths: nothing to normalise.
  if (produced) return await settle(`${run.runDir}/${file}`);
  const folder = comparator.folderForm?.(file);
  if (folder !== undefined && run.produced.some((path) => path.startsWith(`${folder}/`))) {
    return await compareContent(comparator, params, kept, join(run.runDir, folder), run);
  }
  const near = closestProduced(file, run.produced);
  const message = near === undefined ? "Not produced" : `Not produced; closest produced: ${near}`;
  return one({ kind: "missing", where: "file", message });
}

/** Compares a kept file with a produced one: by the hash, or by what they hold. */
async function compareFile(
  comparator: Comparator,
  params: Record<string, unknown>,
  kept: BaselineFile,
  path: string,
  run: RunFiles,
): Promise<Outcome> {
  if (comparator.namesOnly === true) return await compareContent(comparator, params, kept, path, run);
  const settled = await run.settler.settle(path, kept, run.course.bytes);
  if (settled !== "different") {
    if (settled === "same-but-kept-is-not") await checkKept(run.baselineDir, kept);
    if (kept.kept === "summary") await readSummary(run.baselineDir, kept, kept.comparison.method);
    if (!isAlwaysAsked(comparator, kept.path, params)) return new Findings().outcome();
  } else if (await isLfsPointer(path)) {
    throw new Error(`The produced file "${kept.path}" is a Git LFS pointer: run git lfs pull`);
  }
  return await compareContent(comparator, params, kept, path, run);
}

async function compareContent(
  comparator: Comparator,
  params: Record<string, unknown>,
  kept: BaselineFile,
  produced: string,
  run: RunFiles,
): Promise<Outcome> {
  const baseline: KeptFile = { sha256: kept.sha256, size: kept.size };
  if (comparator.keeps === "summary" && kept.kept === "summary") {
    baseline.summary = await readSummary(run.baselineDir, kept, comparator.method);
  } else if (comparator.keeps !== "hash") baseline.path = await keptPath(run.baselineDir, kept);
  const programs = run.programs === undefined ? {} : { programs: run.programs };
  const input = { file: kept.path, baseline, produced, params, ...programs };
  const look = async (plain: ComparatorInput) => {
    const outcome = await comparator.compare(plain);
    if (plain.baseline.path === undefined) return outcome;
    return await run.pictures?.add(comparator, plain, outcome, kept.path) ?? outcome;
  };
  return comparator.raw === true ? await look(input) : await withoutGzip(input, look);
}

/** Bytes that comparing reads of the produced file, as far as the manifest tells. */
function sizeOf({ kept, produced }: Pair): number {
  return produced ? kept?.size ?? 0 : 0;
}

function one(difference: Difference): Outcome {
  const findings = new Findings();
  findings.add(difference);
  return findings.outcome();
}

/**
 * The manifest's hash may settle a comparison, but a baseline that is damaged is said all the same. A Git LFS
 * pointer is not damage: its content is elsewhere, and its hash is known.
 */
async function checkKept(baselineDir: string, kept: BaselineFile): Promise<void> {
  if (await isLfsPointer(join(baselineDir, kept.path)).catch(() => false)) return;
  await keptPath(baselineDir, kept);
}

/** Path of the kept bytes, sure to be those that were accepted. */
async function keptPath(baselineDir: string, kept: BaselineFile): Promise<string> {
  const name = `The baseline file "${kept.path}"`;
  if (kept.kept !== "file") {
    throw new Error(
      `${name} is kept as a ${kept.kept} only: use ${
        kept.kept === "hash" ? "hash_exact" : kept.comparison.method
      }, or accept it again with update-baseline`,
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
