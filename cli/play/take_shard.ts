/** `--shard i/n`: the part of the profiles chosen that this machine plays. */
import { type ShardInfo } from "../../lib/model/report.ts";
import { pastDuration } from "../../lib/results/past_durations.ts";
import { parseShard, splitIntoShards, splitName, type Timed } from "../../lib/results/shards.ts";
import { counted } from "../../lib/text/counted.ts";
import type { Context } from "../context.ts";

/**
 * Takes this machine's part and says which it is.
 *
 * @param text `i/n`
 */
export async function takeShard<T extends { key: string }>(
  chosen: readonly T[],
  text: string,
  { out, dataRoot }: Pick<Context, "out" | "dataRoot">,
): Promise<{ part: T[]; shard: ShardInfo }> {
  const { index, count } = parseShard(text);
  const shards = splitIntoShards(await timed(chosen, await dataRoot()), count);
  const own = new Set(shards[index - 1]);
  const shard = { index, count, profiles: chosen.length, split: splitName(shards) };
  out.line(
    `shard ${index}/${count}: ${own.size} of ${counted(chosen.length, "profile")} (split ${shard.split}; ` +
      `all: ${shards.map((names) => names.length).join(" + ")})`,
  );
  for (const name of own) out.detail(`  ${name}`);
  return { part: chosen.filter(({ key }) => own.has(key)), shard };
}

/** The profiles with what their plays took so far. */
export async function timed(chosen: readonly { key: string }[], dataRoot: string): Promise<Timed[]> {
  return await Promise.all(
    chosen.map(async ({ key }) => ({ name: key, duration: await pastDuration(dataRoot, slugOf(key)) })),
  );
}

/** Results lie below the slug, those of drafts, too. */
function slugOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
