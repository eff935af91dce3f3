/** The outputs of several plays of one profile, side by side: what waits in their results, and the baseline beside it. */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readManifest } from "../baseline/manifest.ts";
import { isVanished, type Pending, pendingDir, type PendingItem, readPending } from "../baseline/pending.ts";
import { isLfsPointer } from "../compare/lfs.ts";
import { ProfileError } from "../errors.ts";
import { exists, pathBelow } from "../files/safe_path.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { VariedComparison } from "./learn.ts";

/** What the plays left. */
export interface Gathered {
  varied: VariedComparison[];
  /** Every comparison of the plays: for a profile that has none written yet. */
  all: Comparison[];
  /** What cannot be learned from, and why. */
  notes: string[];
}

/** Plays to learn from. */
export interface PlaysOfProfile {
  /** As the profile has them. */
  comparisons: readonly Comparison[];
  baselineDir: string;
  /** Result folders, in the order of the plays. */
  resultDirs: readonly string[];
}

/**
 * Gathers every file that any of the plays found to differ by the rules as they are. A play in which a file matched
 * counts with the kept bytes.
 *
 * @throws ProfileError usage when a list of pending outputs is damaged
 */
export async function gatherPlays(
  { comparisons, baselineDir, resultDirs }: PlaysOfProfile,
): Promise<Gathered> {
  const manifest = await readManifest(baselineDir);
  const plays: { dir: string; pending: Pending | undefined }[] = [];
  for (const dir of resultDirs) plays.push({ dir, pending: await readPending(dir) });
  const items = plays.flatMap(({ pending }) => pending?.items ?? []);
  const all = items.map(({ comparison }) => asWritten(comparison, comparisons))
    .filter((one, index, list) => list.findIndex((other) => isDeepStrictEqual(one, other)) === index);
  const notes: string[] = [];
  const varied: VariedComparison[] = [];
  for (const comparison of all) {
    const own = items.filter((item) => isDeepStrictEqual(item.comparison, comparison));
    const files: VariedComparison["files"][number][] = [];
    for (const path of new Set(own.map((item) => item.path))) {
      const kept = await keptPath(path, manifest, baselineDir);
      const found = await samplesOf(path, plays, manifest, kept);
      if (typeof found === "string") notes.push(`${path} ${found}`);
      else {
        const keeps = manifest?.files.find((file) => file.path === path)?.kept;
        files.push({
          file: path,
          plays: found,
          ...(kept === undefined ? {} : { kept }),
          ...(keeps === undefined ? {} : { keeps }),
        });
      }
    }
    if (files.length > 0) varied.push({ comparison, files });
  }
  return { varied, all, notes };
}

/** A list of pending outputs sorts members; in a profile their order may count. */
function asWritten(comparison: Comparison, written: readonly Comparison[]): Comparison {
  return written.find((one) => isDeepStrictEqual(one, comparison)) ?? comparison;
}

async function keptPath(
  path: string,
  manifest: BaselineManifest | undefined,
  baselineDir: string,
): Promise<string | undefined> {
  const entry = manifest?.files.find((file) => file.path === path);
  if (entry?.kept !== "file") return undefined;
  const file = await pathBelow(baselineDir, path, "baseline file");
  return await exists(file) && !await isLfsPointer(file) ? file : undefined;
}

/** The file of each play, or why it cannot be learned from. */
async function samplesOf(
  path: string,
  plays: readonly { dir: string; pending: Pending | undefined }[],
  manifest: BaselineManifest | undefined,
  kept: string | undefined,
): Promise<[string, string, ...string[]] | string> {
  const inBaseline = manifest?.files.some((file) => file.path === path) === true;
  const found: string[] = [];
  let absent = 0;
  for (const { dir, pending } of plays) {
    const item = pending?.items.find((one) => one.path === path);
    if (item === undefined) {
      if (kept !== undefined) found.push(kept);
      else if (!inBaseline) absent++;
    } else if (isVanished(item)) absent++;
    else if (item.withheld !== undefined) return `is not learned from: it ${item.withheld}`;
    else found.push(await pendingCopy(dir, item));
  }
  if (absent > 0) {
    return absent === plays.length ? "was not produced" : "was produced by some of the plays only";
  }
  const [first, second, ...rest] = found;
  if (first === undefined || second === undefined) return "has too few copies to learn from";
  return [first, second, ...rest];
}

async function pendingCopy(dir: string, { path }: PendingItem): Promise<string> {
  const file = await pathBelow(pendingDir(dir), path, "pending output");
  if (await exists(file)) return file;
  throw new ProfileError("usage", `The result lacks its pending output "${path}"`, {
    position: { file: join(dir, "pending") },
    remedy: "Play with --learn-noise again",
  });
}
