/** Flaky: the verdict came back to what it was, and nobody had changed the profile. */
import { groupBy } from "../../model/group_by.ts";
import { counted } from "../../text/counted.ts";
import type { CatalogueResult } from "../document.ts";

/** Judged results that are looked at. */
const RECENT = 10;
/** A verdict that stands longer than this was a fault that came and was mended. */
const SHORT = 2;

/** The rule, for people. */
export const FLAKY_RULE =
  `among the last ${RECENT} judged results of one target and overlay since the profile was last changed (its steps, or a ` +
  `line of its ledger), "passed" or "differences" stood for at most ${SHORT} results between two of the other. Plays in ` +
  "part and those that were not judged (unavailable, interrupted) do not count";

/** What the rule needs of a result. */
export type Judged = Pick<
  CatalogueResult,
  "started_at" | "verdict" | "partial" | "target" | "overlay" | "steps_sha256"
>;

/**
 * Why a profile is flaky, in words; undefined when it is not.
 *
 * @param results newest first
 * @param changes times at which the profile or its baseline was changed, ISO 8601
 */
export function flakiness(results: readonly Judged[], changes: readonly string[]): string | undefined {
  const series = groupBy(results, ({ target, overlay }) => `${overlay ?? ""}\n${target}`);
  for (const of of series.values()) {
    const recent = sinceChange(of, changes).filter(isJudged).slice(0, RECENT);
    const lengths = runLengths(recent.map(({ verdict }) => verdict));
    const inner = lengths.slice(1, -1);
    if (!inner.some((length) => length <= SHORT)) continue;
    const passed = recent.filter(({ verdict }) => verdict === "passed").length;
    return `the verdict changed ${
      counted(lengths.length - 1, "time")
    } in ${recent.length} results of the same ` +
      `profile (${passed} passed)`;
  }
  return undefined;
}

/** True for a result that says whether the profile holds: all of it was played and compared. */
export function isJudged({ verdict, partial }: Pick<CatalogueResult, "verdict" | "partial">): boolean {
  return (verdict === "passed" && partial !== true) || verdict === "differences";
}

/** The results of the profile as it was in the newest of them. */
function sinceChange(results: readonly Judged[], changes: readonly string[]): Judged[] {
  const [newest] = results;
  if (newest === undefined) return [];
  const begin = Math.max(
    -Infinity,
    ...changes.map(Date.parse).filter((at) => at <= Date.parse(newest.started_at)),
  );
  const end = results.findIndex(({ started_at, steps_sha256 }) =>
    Date.parse(started_at) < begin || steps_sha256 !== newest.steps_sha256
  );
  return end === -1 ? [...results] : results.slice(0, end);
}

/** How often in a row each value stands. */
function runLengths(values: readonly string[]): number[] {
  const lengths: number[] = [];
  values.forEach((value, index) => {
    if (index > 0 && value === values[index - 1]) lengths.push((lengths.pop() ?? 0) + 1);
    else lengths.push(1);
  });
  return lengths;
}
