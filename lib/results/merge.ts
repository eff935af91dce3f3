/** Results of several machines as one: nothing that is missing or there twice goes unsaid. */
import { strongest, type Verdict } from "../model/exit.ts";
import type { ShardInfo } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import type { ResultSet, SetEntry } from "./read_set.ts";

/** Several sets as one. */
export interface MergedResults {
  verdict: Verdict;
  /** One a profile and overlay, by name. */
  entries: SetEntry[];
  /** What is missing, in sentences: with any of it the verdict is at best `incomplete`. */
  missing: string[];
  /** What is there more than once, in sentences. */
  doubles: string[];
  /** Which results of earlier plays do not count, in sentences: when one did not pass, the verdict is at best `incomplete`. */
  uncounted: string[];
}

/**
 * Merges sets of results. Of a profile that is in several of them the stronger verdict counts.
 *
 * @param sets in the order given
 */
export function mergeSets(sets: readonly ResultSet[]): MergedResults {
  const found = new Map<string, { entry: SetEntry; from: string }[]>();
  for (const { entries, from } of sets) {
    for (const entry of entries) {
      const name = `${entry.key}\n${entry.report?.overlay ?? ""}`;
      found.set(name, [...found.get(name) ?? [], { entry, from }]);
    }
  }
  const doubles: string[] = [];
  const entries = [...found.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, all]) => {
    const verdict = strongest(all.map(({ entry }) => entry.verdict));
    const kept = all.find(({ entry }) => entry.verdict === verdict) ?? all[0];
    if (all.length > 1) {
      const each = all.map(({ entry, from }) => `${entry.verdict} in ${from}`).join(", ");
      doubles.push(`${all[0]?.entry.key} is there ${all.length} times, the stronger verdict counts: ${each}`);
    }
    return kept?.entry;
  }).flatMap((entry) => entry ?? []);
  const missing = [
    ...missingShards(sets, new Set(entries.map(({ key }) => key)).size),
    ...sets.filter(({ verdict }) => verdict === "incomplete").map(({ from, shard }) =>
      `the play of ${
        shard === undefined ? from : `shard ${shard.index}/${shard.count}`
      } did not come to its end`
    ),
    ...entries.filter(({ report, verdict }) => report === undefined && verdict === "incomplete").map((
      { key, reason = "not played" },
    ) => `${key}: ${reason}`),
  ];
  const earlier = uncountedResults(sets, entries);
  const stopped = sets.flatMap(({ verdict }) => verdict === undefined ? [] : [verdict]);
  const verdicts = [
    ...entries.filter(({ report }) => report !== undefined).map(({ verdict }) => verdict),
    ...entries.filter(({ report }) => report === undefined).map(({ verdict }) => verdict),
    ...stopped,
    ...(missing.length > 0 || !earlier.allPassed ? ["incomplete" as const] : []),
  ];
  return { verdict: strongest(verdicts), entries, missing, doubles, uncounted: earlier.said };
}

/**
 * Results of plays before the last one of a machine. One that another machine has played again since is settled:
 * shards are balanced anew each time, so that profiles move between machines that keep their results.
 */
function uncountedResults(
  sets: readonly ResultSet[],
  entries: readonly SetEntry[],
): { said: string[]; allPassed: boolean } {
  const playedSince = (key: string, at: string) =>
    entries.some((entry) => entry.key === key && (entry.report?.started_at ?? "") >= at);
  const left = sets.map(({ from, earlier = [] }) => ({
    from,
    results: earlier.filter(({ key, started_at }) => !playedSince(key, started_at)),
  })).filter(({ results }) => results.length > 0);
  return {
    said: left.map(({ from, results }) => {
      const which = results.map(({ key, verdict }) => `${key} (${verdict})`).join(", ");
      return results.length === 1
        ? `1 profile has a result of an earlier play in ${from} that is not counted: ${which}`
        : `${results.length} profiles have results of earlier plays in ${from} that are not counted: ${which}`;
    }),
    allPassed: left.every(({ results }) => results.every(({ verdict }) => verdict === "passed")),
  };
}

function missingShards(sets: readonly ResultSet[], profiles: number): string[] {
  const shards = sets.flatMap(({ shard }) => shard ?? []);
  const [first] = shards;
  if (first === undefined) return [];
  const without = sets.length - shards.length;
  const splits = [...new Set(shards.map(({ split, count }) => `${split} of ${count}`))];
  if (splits.length > 1) {
    return [
      `the shards are of different splits, so that profiles may be missing: ${
        splits.map((split) => `${split} (${indicesOf(shards, split)})`).join(", ")
      }`,
    ];
  }
  const seen = new Set(shards.map(({ index }) => index));
  const gaps = Array.from({ length: first.count }, (_, index) => index + 1).filter((index) =>
    !seen.has(index)
  );
  if (gaps.length > 0) return gaps.map((index) => `shard ${index}/${first.count} is missing`);
  return profiles < first.profiles && without === 0
    ? [`${counted(first.profiles - profiles, "profile")} of ${first.profiles} are in no shard`]
    : [];
}

function indicesOf(shards: readonly ShardInfo[], name: string): string {
  return shards.filter(({ split, count }) => `${split} of ${count}` === name)
    .map(({ index, count }) => `${index}/${count}`).join(" ");
}
