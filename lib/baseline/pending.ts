/**
 * `pending/` of a result: the outputs that a play found new or changed beyond tolerance, kept for review, so
 * that `update-baseline` needs no replay.
 */
import { join } from "node:path";
import { z } from "zod";
import { Comparison } from "../model/profile.ts";
import { readJsonFile } from "./json_file.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Kind of target that a result was made on. */
export const TargetKind = z.enum(["embedded", "server"]);
export type TargetKind = z.infer<typeof TargetKind>;

const PendingItem = z.strictObject({
  /** Path as in the run. */
  path: z.string(),
  comparison: Comparison,
  /** `missing`: kept and not produced; `unnamed`: kept, and no comparison names it. */
  change: z.enum(["new", "changed", "missing", "unnamed"]),
  size: z.number().int().nonnegative(),
  /** Of the produced file; null when it is missing. */
  sha256: Hash.nullable(),
  /** What the baseline had when the result was made; null when it had none. */
  baseline_sha256: Hash.nullable(),
  /** Set when it was reviewed and is not wanted: it waits no more. */
  rejected: z.literal(true).optional(),
  /** Why the bytes were not copied. */
  withheld: z.string().optional(),
  /** Of `<path>.summary.json` here, made of a file that is too large to be copied. */
  summary_sha256: Hash.optional(),
});
export type PendingItem = z.infer<typeof PendingItem>;

/** The list of what waits. */
export const Pending = z.strictObject({
  version: z.literal(1),
  profile: z.string(),
  target: TargetKind,
  /** False when the play was partial, did not compare, or had failed steps. */
  complete: z.boolean(),
  /** Set of the baseline that it was compared with, where it is not the profile's own. */
  overlay: z.string().optional(),
  server_version: z.string().optional(),
  /** Step to the HTTP status of its answer. */
  statuses: z.record(z.string(), z.number().int()).optional(),
  items: z.array(PendingItem),
});
export type Pending = z.infer<typeof Pending>;

/** True for a kept file that an update can only remove. */
export function isVanished({ change }: Pick<PendingItem, "change">): boolean {
  return change === "missing" || change === "unnamed";
}

/** Larger files are not copied: a baseline refuses them. */
export const LARGEST_KEPT = 100 * 1000 * 1000;

/** Name of the list in that folder. */
export const PENDING = "pending.json";

/** Folder of what waits, in a result. */
export function pendingDir(resultDir: string): string {
  return join(resultDir, "pending");
}

/**
 * What waits in a result, or undefined when it has no `pending/`.
 *
 * @throws ProfileError usage when it is damaged
 */
export async function readPending(resultDir: string): Promise<Pending | undefined> {
  const file = join(pendingDir(resultDir), PENDING);
  return await readJsonFile(file, Pending, "list of pending outputs", "Play the profile again");
}
