/** What a rule is that folds requests away. `requests.ts` lists those that look at one request. */
import type { Recorded } from "../types.ts";

/** One reason for a request to need no step of its own. */
export interface FoldRule {
  /** Its name in the ledger, in `status.json`, and for `--keep`. */
  name: string;
  /** Why nothing is lost, for people. */
  reason: string;
  matches(recorded: Recorded): boolean;
  /** What a user should know who keeps such requests. */
  whenKept?: string;
}

/** A rule that looks at the order of several requests, not at one. */
export interface SequenceRule {
  name: string;
  reason: string;
  /** `fold`: no step; `mark`: the step is optional. */
  effect: "fold" | "mark";
}
