/** What noise learning works with. How the noise of one kind of file becomes a rule is a file in `methods/`. */
import type { Comparison } from "../model/profile.ts";

/** One file as several plays of the same code produced it. */
export interface Samples {
  /** Path as in the run. */
  file: string;
  /** Absolute path of each play's, in the order of the plays; at least two. */
  plays: readonly [string, string, ...string[]];
}

/** One thing that varied, and the rule that makes it count no more than it should. */
export interface NoiseFinding {
  /** Where in the file: a place, a column, `band 1 mean`. */
  where: string;
  kind: "tolerance" | "ignore" | "order" | "left-out";
  /** What was seen: `9 figures, 0.9 %`. */
  seen: string;
  /** The rule before, in words: `exact`. */
  before: string;
  /** The rule now: `rel 0.014`. */
  after: string;
  /** How much wider than what was seen the tolerance is. */
  factor?: number | undefined;
  /** Smallest change of all figures there, as a share of them, that is found for sure; null when none is. */
  finds?: number | null | undefined;
}

/** A rule that holds the noise of a comparison. */
export interface LearnedRule {
  comparison: Comparison;
  findings: NoiseFinding[];
  /** One tolerance has to hold figures of different kinds: a rule of another learner is better where there is one. */
  isCoarse?: boolean;
}

/** Learns the noise of one kind of file. A new one is a file in `methods/` and a line in `registry.ts`. */
export interface NoiseLearner {
  /** Methods of comparisons that it can make a rule of. */
  methods: readonly string[];
  /** Asked where the comparison's own method says nothing of the content (`hash_exact`). */
  reads?(file: string): boolean;
  /**
   * The rule under which the plays are the same, no wider than it must be.
   *
   * @param files all files that the comparison is about and that varied
   * @param margin how much wider than what was seen a tolerance is, at the least
   * @returns undefined when there is none of this kind; a text that says why, in a clause, when a person has to write one
   * @throws when a file cannot be read as what the method needs
   */
  learn(
    comparison: Comparison,
    files: readonly Samples[],
    margin: number,
  ): Promise<LearnedRule | string | undefined>;
}
