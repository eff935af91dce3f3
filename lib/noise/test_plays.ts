/** What the tests of noise learning share: files as several plays write them. */
import { join } from "node:path";
import { type Content, type Files, withFolder, writeFiles } from "../compare/test_fixtures.ts";
import type { Comparison } from "../model/profile.ts";
import { type Learned, learnNoise, type NoiseChange } from "./learn.ts";
import { comparePair } from "./play_pairs.ts";
import { comparatorFor } from "../compare/registry.ts";
import type { Samples } from "./types.ts";

/** Numbers of 0 to 1 that are the same in every run of the tests. */
export function randomOf(seed: number): () => number {
  let state = seed * 2654435761 % 0x7fffffff + 1;
  return () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
}

/** Moves numbers by at most a share of them. */
export function jitterOf(seed: number, most = 0.005): (value: number) => number {
  const random = randomOf(seed);
  return (value) => value * (1 + most * (2 * random() - 1));
}

/** The rows in another order. */
export function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const random = randomOf(seed + 77);
  return rows.map((row) => ({ row, at: random() })).sort((a, b) => a.at - b.at).map(({ row }) => row);
}

/** A file as ten plays and the baseline wrote it. */
export interface PlayedFile {
  comparison: Comparison;
  /** Content of the file in a play; play 0 is the baseline. */
  write: (play: number) => Content;
  plays?: number;
}

/** The rule that is learned of one file. */
export async function learnFile(played: PlayedFile): Promise<NoiseChange | undefined> {
  return (await learnedOf(played)).changes[0];
}

/** What is learned of one file. */
export async function learnedOf({ comparison, write, plays = 10 }: PlayedFile): Promise<Learned> {
  return await withFolder(async (folder) => {
    const files: Files = {};
    for (let play = 0; play <= plays; play++) files[`${play}/${comparison.target}`] = write(play);
    await writeFiles(folder, files);
    const paths = Object.keys(files).map((name) => join(folder, name));
    const [kept = "", first = "", second = "", ...rest] = paths;
    const samples: Samples & { kept: string } = {
      file: comparison.target,
      kept,
      plays: [first, second, ...rest],
    };
    return await learnNoise([{ comparison, files: [samples] }], 1.5);
  });
}

/** How many differences a rule finds between two contents. */
export async function differencesBetween(
  rule: Comparison,
  baseline: Content,
  produced: Content,
): Promise<number> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { [`a/${rule.target}`]: baseline, [`b/${rule.target}`]: produced });
    const comparator = comparatorFor(rule.method);
    if (comparator === undefined) throw new Error(`No method ${rule.method}`);
    const [a, b] = [join(folder, "a", rule.target), join(folder, "b", rule.target)];
    const { counts } = await comparePair(comparator, rule, rule.target, a, b);
    return counts.missing + counts.extra + counts.changed;
  });
}
