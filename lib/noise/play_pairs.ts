/** Compares plays with one another by a rule, as a play is compared with its baseline. */
import { stat } from "node:fs/promises";
import type { Comparator, Outcome } from "../compare/types.ts";
import { sha256File } from "../files/hash.ts";
import type { Comparison } from "../model/profile.ts";
import type { Samples } from "./types.ts";

/**
 * What a method says of the first play and each further one.
 *
 * @throws what the comparator throws for a file that it cannot read
 */
export async function comparePlays(
  comparator: Comparator,
  comparison: Comparison,
  { file, plays: [first, ...others] }: Samples,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const other of others) outcomes.push(await comparePair(comparator, comparison, file, first, other));
  return outcomes;
}

/** What a method says of two files; nothing differs where their bytes are the same. */
export async function comparePair(
  comparator: Comparator,
  { params = {} }: Comparison,
  file: string,
  baseline: string,
  produced: string,
): Promise<Outcome> {
  const [sha256, other] = [await sha256File(baseline), await sha256File(produced)];
  if (sha256 === other) return { differences: [], counts: { missing: 0, extra: 0, changed: 0 } };
  const { size } = await stat(baseline);
  return await comparator.compare({ file, baseline: { path: baseline, sha256, size }, produced, params });
}
