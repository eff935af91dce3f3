/**
 * Learns what varies between plays of the same code, and proposes for each comparison that trips over it the tightest
 * rule that does not. Only what the plays say of one another counts: where all of them agree and the baseline differs,
 * the code changed, and no rule is loosened for that.
 */
import { isEnough } from "../compare/keep.ts";
import { comparatorFor } from "../compare/registry.ts";
import type { Keeps } from "../compare/types.ts";
import { messageOf } from "../errors.ts";
import type { Comparison } from "../model/profile.ts";
import { comparePair } from "./play_pairs.ts";
import { areSame, leftOut, ruleFor } from "./rule_for.ts";
import type { LearnedRule, NoiseFinding, Samples } from "./types.ts";

/** A comparison with the files that varied. */
export interface VariedComparison {
  comparison: Comparison;
  files: readonly VariedFile[];
}

/** A file that varied. */
export interface VariedFile extends Samples {
  /** Path of the kept file, where there is one. */
  kept?: string;
  /** What the baseline keeps of it; missing: nothing. */
  keeps?: Keeps;
}

/** What is proposed for one comparison. */
export interface NoiseChange {
  /** The rule as it is; it need not be written in the profile yet. */
  before: Comparison;
  after: Comparison;
  findings: NoiseFinding[];
  /** Files that differ from the baseline by more than the noise, and how many differences. */
  beyond: { file: string; differences: number }[];
}

/** What was learned of comparisons that are alike. */
export interface Learned {
  changes: NoiseChange[];
  /** Those that differ and get no rule, and why, in a clause. */
  byHand: { comparison: Comparison; why: string }[];
}

/**
 * What is proposed for comparisons that are alike: files of one kind, such as `H1.ebe.dat` and `H2.ebe.dat`, get the
 * same rule, as what one of them did not show yet another one did.
 *
 * @param alike with the same method and parameters
 * @param margin how much wider than what was seen a tolerance is, at the least
 * @returns a change for each comparison by whose rule the plays differ, or why there is none
 */
export async function learnNoise(alike: readonly VariedComparison[], margin: number): Promise<Learned> {
  const varied: VariedComparison[] = [];
  for (const one of alike) if (!await areSame(one.comparison, one.files)) varied.push(one);
  const [first] = varied;
  if (first === undefined) return { changes: [], byHand: [] };
  const found = await ruleFor(first.comparison, varied.flatMap(({ files }) => files), margin);
  if (found.rule === undefined && varied.length > 1) {
    const each = [];
    for (const one of varied) each.push(await learnNoise([one], margin));
    return {
      changes: each.flatMap(({ changes }) => changes),
      byHand: each.flatMap(({ byHand }) => byHand),
    };
  }
  const rule = found.rule ?? found.why ?? await leftOut(first.comparison, first.files);
  if (typeof rule === "string") {
    return { changes: [], byHand: varied.map(({ comparison }) => ({ comparison, why: rule })) };
  }
  const changes = [];
  for (const { comparison, files } of varied) {
    const after = { ...keepable(rule.comparison), target: comparison.target };
    changes.push(await changeOf(comparison, { comparison: after, findings: rule.findings }, files));
  }
  return { changes, byHand: [] };
}

/** Without what it says of keeping, where the new method needs more. */
function keepable({ keep, ...rest }: Comparison): Comparison {
  const comparator = comparatorFor(rest.method);
  const fits = keep !== undefined && comparator !== undefined && isEnough(comparator, keep);
  return fits ? { ...rest, keep } : rest;
}

async function changeOf(
  before: Comparison,
  { comparison: after, findings }: LearnedRule,
  files: VariedComparison["files"],
): Promise<NoiseChange> {
  const beyond: NoiseChange["beyond"] = [];
  for (const { file, kept, plays: [first] } of files) {
    if (kept === undefined) continue;
    const differences = await countBetween(after, file, kept, first);
    if (differences > 0) beyond.push({ file, differences });
  }
  return { before, after, findings, beyond };
}

async function countBetween(
  comparison: Comparison,
  file: string,
  baseline: string,
  produced: string,
): Promise<number> {
  const comparator = comparatorFor(comparison.method);
  if (comparator === undefined || comparator.always === true || comparator.keeps === "hash") return 0;
  try {
    const { counts } = await comparePair(comparator, comparison, file, baseline, produced);
    return counts.missing + counts.extra + counts.changed;
  } catch (error) {
    throw new Error(`${file} cannot be compared with its baseline: ${messageOf(error)}`, { cause: error });
  }
}
