/** What noise learning proposes for a profile, as it lies in a result: `noise/proposal.json` and a patch. */
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile } from "../baseline/json_file.ts";
import { writeAtomic } from "../files/atomic.ts";
import { makeFolder } from "../files/make_folder.ts";
import type { JsonValue } from "../model/json.ts";
import { Comparison } from "../model/profile.ts";
import type { Redactor } from "../redact/redactor.ts";

const NoiseFinding = z.strictObject({
  where: z.string(),
  kind: z.enum(["tolerance", "ignore", "order", "left-out"]),
  seen: z.string(),
  before: z.string(),
  after: z.string(),
  factor: z.number().optional(),
  finds: z.number().nullable().optional(),
});

const NoiseChange = z.strictObject({
  before: Comparison,
  after: Comparison,
  findings: z.array(NoiseFinding),
  beyond: z.array(z.strictObject({ file: z.string(), differences: z.number() })),
}).refine(({ before, after }) => before.target === after.target, {
  path: ["after", "target"],
  message: "is another target than that of the rule before",
});

/** The proposal. */
export const NoiseProposal = z.strictObject({
  version: z.literal(1),
  profile: z.string(),
  /** Of what was played, as `stepsHash` gives it. */
  steps_sha256: z.string(),
  /** How many plays were looked at, and their result folders below `profiles/results/<slug>`. */
  plays: z.array(z.string()),
  /** How much wider than what was seen a tolerance is, at the least. */
  margin: z.number(),
  /** Options with which the embedded server was asked for drift or faults; missing: it was as a sound one. */
  played_with: z.array(z.string()).optional(),
  changes: z.array(NoiseChange),
  /** Further comparisons that are to be written with them: the profile has none yet. */
  added: z.array(Comparison),
  notes: z.array(z.string()),
});
export type NoiseProposal = z.infer<typeof NoiseProposal>;

/** Names in the folder of a result. */
const FOLDER = "noise";
const PROPOSAL = "proposal.json";
const PATCH = "profile.yaml.patch";

/** True when there is anything to write into the profile. */
export function hasRules({ changes, added }: NoiseProposal): boolean {
  return changes.length + added.length > 0;
}

/**
 * Writes proposal and patch into a result; one without rules, too: it takes the place of older proposals.
 *
 * @returns path of the patch
 */
export async function writeProposal(
  resultDir: string,
  proposal: NoiseProposal,
  patch: string,
  redactor: Redactor,
): Promise<string> {
  const folder = join(resultDir, FOLDER);
  await makeFolder(folder);
  // Not sorted: of several tolerances for one place the last counts.
  const clean = redactor.json(JSON.parse(JSON.stringify(proposal)) as JsonValue);
  await writeAtomic(join(folder, PROPOSAL), JSON.stringify(clean, null, 2) + "\n");
  const file = join(folder, PATCH);
  await writeAtomic(file, redactor.text(patch));
  return file;
}

/**
 * The proposal of a result, or undefined when it has none.
 *
 * @throws ProfileError usage when it is damaged
 */
export async function readProposal(resultDir: string): Promise<NoiseProposal | undefined> {
  const file = join(resultDir, FOLDER, PROPOSAL);
  return await readJsonFile(file, NoiseProposal, "proposal of noise", "Play with --learn-noise again");
}
