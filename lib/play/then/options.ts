/** What a play is told to do when its steps are done. */

/** One check. */
export type ThenCheck = "fork" | "archive";

/** All checks, in the order in which they are made. */
export const THEN_CHECKS: readonly ThenCheck[] = ["fork", "archive"];

/** Which checks, and how. */
export interface ThenOptions {
  checks: readonly ThenCheck[];
  /** Fork the run as it would be without the fire. */
  undisturbify: boolean;
  /** Id of the forked run; default `profile;;fork;;<id>`. */
  targetRun?: string;
  /** Comment of the archive; the server keeps 40 characters. */
  comment: string;
}
