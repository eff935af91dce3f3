/** Exit codes by name: every command ends with one of these names in its last line and in its JSON. */

/** Name to process exit code. */
export const EXIT_CODES = {
  passed: 0,
  differences: 1,
  usage: 2,
  unavailable: 3,
  "nothing-compared": 4,
  refused: 5,
  incomplete: 6,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** A verdict is the name of an exit code. */
export type Verdict = keyof typeof EXIT_CODES;

/** Strongest first: when several apply, or over many profiles, the first of these wins. */
const PRECEDENCE: readonly Verdict[] = [
  "internal",
  "terminated",
  "interrupted",
  "usage",
  "unavailable",
  "incomplete",
  "refused",
  "differences",
  "nothing-compared",
  "passed",
];

/**
 * The verdict that stands for all of the given ones.
 *
 * @param verdicts any number of verdicts; none at all proves nothing and gives `nothing-compared`
 * @example
 * ```ts
 * import { strongest } from "./exit.ts";
 * strongest(["passed", "differences", "unavailable"]); // "unavailable"
 * ```
 */
export function strongest(verdicts: Iterable<Verdict>): Verdict {
  const present = new Set(verdicts);
  return PRECEDENCE.find((name) => present.has(name)) ?? "nothing-compared";
}
