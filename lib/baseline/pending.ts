/**
 * `pending/` of a result: the outputs that a play found new or changed beyond tolerance, kept for review, so
 * that `update-baseline` needs no replay.
 */
import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../files/atomic.ts";
import { sha256File } from "../files/hash.ts";
import { exists, pathBelow } from "../files/safe_path.ts";
import { stableJson } from "../model/json.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import { Comparison } from "../model/profile.ts";
import type { ComparisonReport } from "../model/report.ts";
import { createRedactor } from "../redact/redactor.ts";
import { readJsonFile } from "./json_file.ts";
import { entriesOf } from "./manifest.ts";
import { type Proposal, proposeComparisons } from "./propose.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Kind of target that a result was made on. */
export const TargetKind = z.enum(["embedded", "server"]);
export type TargetKind = z.infer<typeof TargetKind>;

const PendingItem = z.strictObject({
  /** Path as in the run. */
  path: z.string(),
  comparison: Comparison,
  change: z.enum(["new", "changed", "missing"]),
  size: z.number().int().nonnegative(),
  /** Of the produced file; null when it is missing. */
  sha256: Hash.nullable(),
  /** What the baseline had when the result was made; null when it had none. */
  baseline_sha256: Hash.nullable(),
  /** Why the bytes were not copied. */
  withheld: z.string().optional(),
});
export type PendingItem = z.infer<typeof PendingItem>;

const Pending = z.strictObject({
  version: z.literal(1),
  profile: z.string(),
  target: TargetKind,
  /** False when the play was partial, did not compare, or had failed steps. */
  complete: z.boolean(),
  server_version: z.string().optional(),
  items: z.array(PendingItem),
});
export type Pending = z.infer<typeof Pending>;

/** What waits for review, before it is copied. */
export interface PendingCandidate {
  path: string;
  comparison: Comparison;
  change: PendingItem["change"];
}

/** A file is looked through for secrets up to this size, in bytes. */
const LARGEST_SCANNED = 32 * 1024 * 1024;
/** Larger files are not copied: a baseline refuses them. */
export const LARGEST_KEPT = 100 * 1000 * 1000;

/** Folder of what waits, in a result. */
export function pendingDir(resultDir: string): string {
  return join(resultDir, "pending");
}

/**
 * What of a compared run waits for review: files that are new or differ beyond tolerance, and kept ones that
 * were not produced. For a profile without comparisons, what the run gained since `before`.
 *
 * @param before paths in the run directory before the first step
 */
export async function collectPending(run: {
  comparisons: readonly Comparison[];
  reports: readonly ComparisonReport[];
  manifest: BaselineManifest | undefined;
  runDir: string;
  before: readonly string[];
}): Promise<{ items: PendingCandidate[]; left_out: Proposal["left_out"] }> {
  if (run.comparisons.length === 0) {
    const { comparisons, left_out } = await proposeComparisons(run.runDir, run.before);
    return {
      items: comparisons.map((comparison) => ({ path: comparison.target, comparison, change: "new" })),
      left_out,
    };
  }
  const kept = entriesOf(run.manifest);
  const items = new Map<string, PendingCandidate>();
  for (const [index, comparison] of run.comparisons.entries()) {
    const report = run.reports[index];
    if (report === undefined) continue;
    const differing = new Set(report.differences.map((difference) => difference.file));
    for (const path of report.files) {
      if (kept.size > 0 && !differing.has(path) || items.has(path)) continue;
      const produced = await exists(join(run.runDir, path));
      const change = !produced ? "missing" : kept.has(path) ? "changed" : "new";
      items.set(path, { path, comparison, change });
    }
  }
  return { items: [...items.values()], left_out: [] };
}

/**
 * Copies what waits into `pending/` of the result and writes `pending/pending.json`. Text that seems to hold a
 * secret is not copied; only its hash is noted.
 *
 * @returns the path of `pending.json`
 */
export async function writePending(options: {
  resultDir: string;
  runDir: string;
  profile: string;
  target: TargetKind;
  complete: boolean;
  manifest: BaselineManifest | undefined;
  items: readonly PendingCandidate[];
  serverVersion?: string;
}): Promise<string> {
  const folder = pendingDir(options.resultDir);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const kept = entriesOf(options.manifest);
  const items: PendingItem[] = [];
  for (const { path, comparison, change } of options.items) {
    const common = { path, comparison, change, baseline_sha256: kept.get(path)?.sha256 ?? null };
    if (change === "missing") {
      items.push({ ...common, size: 0, sha256: null });
      continue;
    }
    const source = await pathBelow(options.runDir, path, "output");
    const { size } = await stat(source);
    const sha256 = await sha256File(source);
    const withheld = await withheldReason(path, source, size);
    items.push({ ...common, size, sha256, ...(withheld === undefined ? {} : { withheld }) });
    if (withheld !== undefined) continue;
    const copy = await pathBelow(folder, path, "output");
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(source, copy);
  }
  const { profile, target, complete, serverVersion } = options;
  const version = serverVersion === undefined ? {} : { server_version: serverVersion };
  const pending: Pending = { version: 1, profile, target, complete, ...version, items };
  const file = join(folder, "pending.json");
  await writeAtomic(file, stableJson(pending));
  return file;
}

/**
 * What waits in a result, or undefined when it has no `pending/`.
 *
 * @throws ProfileError usage when it is damaged
 */
export async function readPending(resultDir: string): Promise<Pending | undefined> {
  const file = join(pendingDir(resultDir), "pending.json");
  return await readJsonFile(file, Pending, "list of pending outputs", "Play the profile again");
}

/** Why a file's bytes must not be copied. Text that seems to hold a secret is one such case. */
async function withheldReason(path: string, file: string, size: number): Promise<string | undefined> {
  if (size > LARGEST_KEPT) return "is larger than 100 MB";
  if (path === "pending.json" || path === "manifest.json") return "has the name of a list of this project";
  if (size > LARGEST_SCANNED) return undefined;
  const bytes = await readFile(file);
  if (bytes.includes(0)) return undefined;
  const redactor = createRedactor();
  redactor.text(new TextDecoder().decode(bytes));
  const rules = [...new Set(redactor.redactions().map((redaction) => redaction.rule))];
  return rules.length === 0 ? undefined : `seems to hold a secret (${rules.join(", ")})`;
}
