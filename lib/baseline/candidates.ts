/**
 * `baseline_candidates.json` of a draft: files that the recorded workflow produced, each with a proposed comparison.
 * A candidate is a proposal of what to compare. What is compared with comes from a replay.
 */
import { join } from "node:path";
import { z } from "zod";
import { globMatcher } from "../files/glob.ts";
import { Comparison } from "../model/profile.ts";
import { readJsonFile } from "./json_file.ts";

/** Name of the list in a draft. */
export const CANDIDATES = "baseline_candidates.json";

/** How telling a file is, the most telling first. */
export const RANKS = [
  "results",
  "watershed",
  "soils",
  "landuse",
  "climate",
  "other",
  "details",
  "inputs",
] as const;
export type Rank = (typeof RANKS)[number];

const Candidate = z.strictObject({
  ...Comparison.shape,
  rank: z.enum(RANKS),
  /** One of those that are compared unless something else is asked for. */
  telling: z.boolean(),
  /** Number of files that the target names; more than one for a glob. */
  files: z.number().int().positive(),
  /** Bytes of all of them. */
  size: z.number().int().nonnegative(),
  /** Of the file; of a glob's files that of the lines `<sha256>  <path>`. Not there when they were too many to read. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** Why it is known to be produced by the recorded steps. */
  evidence: z.array(z.string()),
  /** What a reviewer should know of the comparison. */
  note: z.string().optional(),
  /** A reviewer's decision; without one, `telling` counts. */
  choice: z.enum(["take", "drop"]).optional(),
});
export type Candidate = z.infer<typeof Candidate>;

export const BaselineCandidates = z.strictObject({
  version: z.literal(1),
  /** What the evidence rests on, in a sentence. */
  basis: z.string(),
  /** Most telling first. */
  candidates: z.array(Candidate),
  /** Files that are none, by reason, with some of their paths. */
  left_out: z.array(z.strictObject({
    reason: z.string(),
    files: z.number().int().positive(),
    paths: z.array(z.string()),
  })),
  /** Files and folders that could not be read. */
  unreadable: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
});
export type BaselineCandidates = z.infer<typeof BaselineCandidates>;

/**
 * The candidates of a draft; undefined when its source had no run directory.
 *
 * @throws ProfileError usage when the list is damaged
 */
export async function readCandidates(draftDir: string): Promise<BaselineCandidates | undefined> {
  const file = join(draftDir, CANDIDATES);
  return await readJsonFile(
    file,
    BaselineCandidates,
    "list of baseline candidates",
    "Assemble the draft again",
  );
}

/**
 * The comparisons of the chosen candidates.
 *
 * @param choice `telling`: those, with a reviewer's decisions laid over; `taken`: those that a reviewer took; `all`,
 *   `none`; else globs or targets
 * @returns with globs and targets that name no candidate
 */
export function chosenComparisons(
  { candidates }: Pick<BaselineCandidates, "candidates">,
  choice: "telling" | "taken" | "all" | "none" | readonly string[],
): { comparisons: Comparison[]; unmatched: string[] } {
  const rules = typeof choice === "string" ? [] : choice.map((text) => ({
    text,
    matches: globMatcher(text),
    used: false,
  }));
  const chosen = candidates.filter((candidate) => {
    if (choice === "none") return false;
    if (choice === "taken") return candidate.choice === "take";
    if (choice === "all") return candidate.choice !== "drop";
    if (choice === "telling") {
      return candidate.choice === undefined ? candidate.telling : candidate.choice === "take";
    }
    const hits = rules.filter(({ text, matches }) => text === candidate.target || matches(candidate.target));
    for (const hit of hits) hit.used = true;
    return hits.length > 0;
  });
  return {
    comparisons: chosen.map(({ target, method, params }) => ({
      target,
      method,
      ...(params === undefined ? {} : { params }),
    })),
    unmatched: rules.filter(({ used }) => !used).map(({ text }) => text),
  };
}
