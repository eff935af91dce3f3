/** Splits profiles over machines: balanced by how long they took, the same for the same inputs. */
import { createHash } from "node:crypto";
import { ProfileError } from "../errors.ts";

/** One of several machines: `2/5` is index 2, count 5. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** Something to play, with the ms that it took so far, where known. */
export interface Timed {
  name: string;
  duration?: number | undefined;
}

/**
 * Reads `i/n`.
 *
 * @throws ProfileError usage for anything else
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^\s*(\d{1,6})\s*\/\s*(\d{1,6})\s*$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.count >= 1 && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new ProfileError("usage", `--shard: "${text}" is not one of n shards`, {
    remedy: "Write it as 1/4 to 4/4: the first to the fourth of four",
  });
}

/**
 * Splits into `count` shards: the longest first, each to the shard that has least so far. What has no duration
 * counts as the median of those that have one. Neither the order of the input nor the machine matters.
 *
 * @returns the names of each shard, in the order of the input; shards may be empty
 * @example
 * ```ts
 * import { splitIntoShards } from "./shards.ts";
 * splitIntoShards([{ name: "a", duration: 9 }, { name: "b", duration: 5 }, { name: "c", duration: 4 }], 2); // [["a"], ["b", "c"]]
 * ```
 */
export function splitIntoShards(items: readonly Timed[], count: number): string[][] {
  const usual = medianOf(items.flatMap(({ duration }) => duration === undefined ? [] : [duration])) ?? 1;
  const loads = Array.from({ length: count }, () => ({ ms: 0, names: new Set<string>() }));
  const timed = items.map(({ name, duration }) => ({ name, ms: Math.max(1, duration ?? usual) }));
  for (const { name, ms } of timed.toSorted((a, b) => b.ms - a.ms || (a.name < b.name ? -1 : 1))) {
    const least = loads.reduce((best, load) =>
      load.ms < best.ms || (load.ms === best.ms && load.names.size < best.names.size) ? load : best
    );
    least.ms += ms;
    least.names.add(name);
  }
  return loads.map(({ names }) => items.map(({ name }) => name).filter((name) => names.has(name)));
}

/** A short name of a split: shards of one split have the same, whatever machine made them. */
export function splitName(shards: readonly string[][]): string {
  const sorted = shards.map((names) => names.toSorted());
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 8);
}

/** The middle value; of an even number the lower of the two. */
function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1];
}
