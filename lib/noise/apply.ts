/** Writes proposed rules into a profile and its ledger, in one journalled change. */
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { journalRoot } from "../baseline/update.ts";
import { type Acceptance, appended } from "../baseline/update_ledger.ts";
import { ProfileError } from "../errors.ts";
import { applyJournalled, type Change } from "../files/journal.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { checkSource, type LoadedProfile } from "../profiles/load.ts";
import { stepsHash } from "../profiles/steps_hash.ts";
import { parseYaml } from "../yaml/source.ts";
import { withRules } from "./edit.ts";
import type { NoiseProposal } from "./proposal.ts";
import { unifiedDiff } from "./unified_diff.ts";

/**
 * The profile's text with the rules, and the difference to what it is now.
 *
 * @throws ProfileError refused when a comparison, or what is played, is another one than was learned from
 */
export async function editedProfile(
  { profile, seedDir, file, text }: Pick<LoadedProfile, "profile" | "seedDir" | "file" | "text">,
  proposal: NoiseProposal,
  dataRoot: string,
): Promise<{ text: string; patch: string }> {
  const { slug } = profile.metadata;
  if (await stepsHash(profile, seedDir) !== proposal.steps_sha256) {
    const what = "steps, variables, expectations or seeds of the profile were changed since";
    throw new ProfileError("refused", `The noise of ${slug} was learned from other plays: ${what}`, {
      position: { file },
      remedy: `Learn again: profile play ${slug} --repeat 10 --learn-noise`,
    });
  }
  const edited = withRules(text, file, proposal);
  await checkSource(parseYaml(file, edited, "profile"), dataRoot, "any");
  return { text: edited, patch: unifiedDiff(text, edited, relative(dataRoot, file).split(sep).join("/")) };
}

/**
 * Writes the rules.
 *
 * @throws ProfileError usage without a reason; refused when the profile was changed since it was read
 */
export async function applyProposal(
  loaded: LoadedProfile,
  proposal: NoiseProposal,
  { reason, by, now, redactor }: Acceptance,
  dataRoot: string,
): Promise<void> {
  const { file, dir, baselineDir } = loaded;
  const slug = loaded.profile.metadata.slug;
  if (reason.trim() === "") {
    throw new ProfileError("usage", "Looser rules need a reason", {
      remedy: 'Say why these may vary: --reason "…"',
    });
  }
  if (await readFile(file, "utf8") !== loaded.text) {
    throw new ProfileError("refused", `Another command changed ${slug} meanwhile: nothing was written`, {
      position: { file },
      remedy: "Run the command again",
    });
  }
  const { text } = await editedProfile(loaded, proposal, dataRoot);
  const why = { reason: redactor.text(reason.trim()), by: redactor.text(by), at: now.toISOString() };
  const ledger = join(dir, "ledger.jsonl");
  const root = journalRoot(dir, baselineDir);
  const inRoot = (path: string) => relative(root, path).split(sep).join("/");
  const changes: Change[] = [
    { path: inRoot(file), content: text },
    { path: inRoot(ledger), content: await appended(ledger, ledgerOf(proposal, why)) },
  ];
  await applyJournalled(root, `update-baseline-${slug}`, changes);
}

/** One line for each rule: what was seen in which plays, the rule before and after. */
function ledgerOf(
  { changes, added, plays, margin, played_with }: NoiseProposal,
  { reason, by, at }: { reason: string; by: string; at: string },
): LedgerEntry[] {
  const common = { version: 1, at, by: "update-baseline", reason };
  return [
    ...changes.map(({ before, after, findings }) => ({
      ...common,
      decision: "noise",
      subject: before.target,
      evidence: {
        accepted_by: by,
        plays,
        margin,
        ...(played_with === undefined ? {} : { played_with }),
        before,
        after,
        findings,
      },
    })),
    ...added.map(({ target, method }) => ({
      ...common,
      decision: "comparison",
      subject: target,
      evidence: { accepted_by: by, method },
    })),
  ];
}
