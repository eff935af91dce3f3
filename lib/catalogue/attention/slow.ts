/** Slow: the last play took much longer than those before it. */
import { formatDuration } from "../../text/duration.ts";
import type { CatalogueResult } from "../document.ts";
import { isJudged } from "./flaky.ts";

/** Longer than the median by this factor, and by so many ms; fewer past plays than this say nothing. */
export const SLOW = { factor: 1.5, least: 2000, past: 3 } as const;

/** The rule, for people. */
export const SLOW_RULE =
  `the last judged play took at least ${SLOW.factor} times the median of the plays before it on the same target with the ` +
  `same overlay (${SLOW.past} or more), and at least ${SLOW.least / 1000} s longer`;

/** What the rules need of a result. */
export type Timed = Pick<CatalogueResult, "duration_ms" | "verdict" | "partial" | "target" | "overlay">;

/**
 * The median ms of the plays that were judged, as the newest of them was played; undefined when there is none.
 *
 * @param results newest first
 */
export function usualDuration(results: readonly Timed[]): number | undefined {
  return median(comparable(results).map(({ duration_ms }) => duration_ms));
}

/**
 * Why a profile is slow, in words; undefined when it is not.
 *
 * @param results newest first
 */
export function slowness(results: readonly Timed[]): string | undefined {
  const [last, ...past] = comparable(results);
  const usual = median(past.map(({ duration_ms }) => duration_ms));
  if (last === undefined || usual === undefined || past.length < SLOW.past) return undefined;
  const { duration_ms } = last;
  if (duration_ms < usual * SLOW.factor || duration_ms - usual < SLOW.least) return undefined;
  const times = (duration_ms / Math.max(usual, 1)).toFixed(1);
  return `took ${formatDuration(duration_ms)}, ${times} times its usual ${formatDuration(usual)}`;
}

function comparable(results: readonly Timed[]): Timed[] {
  const judged = results.filter(isJudged);
  const [last] = judged;
  return judged.filter(({ target, overlay }) => target === last?.target && overlay === last.overlay);
}

/** The middle value; of an even number the lower of the two. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
}
