/** The rule for one comparison: what its learners find, and what is done where none of them finds any. */
import { comparatorFor } from "../compare/registry.ts";
import type { Comparison } from "../model/profile.ts";
import { comparePlays } from "./play_pairs.ts";
import { advisorsFor, learnersFor } from "./registry.ts";
import type { LearnedRule, NoiseLearner, Samples } from "./types.ts";

/** The first rule under which the plays are the same, one that is coarse where there is no other; else why there is none. */
export async function ruleFor(
  comparison: Comparison,
  files: readonly Samples[],
  margin: number,
): Promise<{ rule?: LearnedRule | undefined; why?: string | undefined }> {
  const file = files[0]?.file ?? "";
  let coarse: LearnedRule | undefined;
  let why: string | undefined;
  for (const learner of learnersFor(comparison, file)) {
    const rule = await learnedBy(learner, comparison, files, margin);
    if (typeof rule === "string") why ??= rule;
    else if (rule !== undefined && rule.isCoarse !== true) return { rule };
    else coarse ??= rule;
  }
  if (coarse !== undefined) return { rule: coarse };
  for (const advisor of why === undefined ? advisorsFor(comparison, file) : []) {
    const rule = await learnedBy(advisor, comparison, files, margin);
    if (typeof rule === "string") why ??= rule;
    else if (rule !== undefined) {
      const { method, params } = rule.comparison;
      why ??= `varies in what ${method} ${
        JSON.stringify(params)
      } would hold, which compares no text around its rows`;
    }
  }
  return { why };
}

/** A rule that does, why there is none, or undefined when it is not for such files. */
async function learnedBy(
  learner: NoiseLearner,
  comparison: Comparison,
  files: readonly Samples[],
  margin: number,
): Promise<LearnedRule | string | undefined> {
  try {
    const rule = await learner.learn(comparison, files, margin);
    if (rule === undefined || typeof rule === "string") return rule;
    return await areSame(rule.comparison, files) ? rule : undefined;
  } catch {
    // Not a file of this kind: the next one is asked.
    return undefined;
  }
}

/**
 * Where nothing of its content can be compared, that it is there still counts.
 *
 * @returns why not, where some plays agree: then its content can be compared
 */
export async function leftOut(
  comparison: Comparison,
  files: readonly Samples[],
): Promise<LearnedRule | string> {
  for (const samples of files) {
    if (!await areAllOthers(comparison, samples)) return "differs in some of the plays and agrees in others";
  }
  const { params: _, method, ...rest } = comparison;
  return {
    comparison: { ...rest, method: "exists" },
    findings: [{
      where: "content",
      kind: "left-out",
      seen: "another one in every play",
      before: method,
      after: "exists",
    }],
  };
}

/** True when every play differs from every other one. */
async function areAllOthers(comparison: Comparison, { file, plays }: Samples): Promise<boolean> {
  for (const [index, one] of plays.entries()) {
    for (const other of plays.slice(index + 1)) {
      if (await areSame(comparison, [{ file, plays: [one, other] }])) return false;
    }
  }
  return true;
}

/** True when no play differs from the first one, by a rule that can be read. */
export async function areSame(comparison: Comparison, files: readonly Samples[]): Promise<boolean> {
  const comparator = comparatorFor(comparison.method);
  if (comparator === undefined || !comparator.params.safeParse(comparison.params ?? {}).success) return false;
  for (const samples of files) {
    const outcomes = await comparePlays(comparator, comparison, samples).catch(() => undefined);
    if (outcomes?.every(({ counts }) => counts.missing + counts.extra + counts.changed === 0) !== true) {
      return false;
    }
  }
  return true;
}
