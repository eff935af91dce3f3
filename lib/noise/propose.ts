/** From several plays of a profile to a proposal that a person can review. */
import { basename, dirname, join, relative, sep } from "node:path";
import { withPlainPlays } from "./plain_plays.ts";
import { isLearnable } from "./registry.ts";
import { isEnough } from "../compare/keep.ts";
import { comparatorFor } from "../compare/registry.ts";
import { groupBy } from "../model/group_by.ts";
import type { Comparison } from "../model/profile.ts";
import { troubleOptions } from "../model/troubles.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { stepsHash } from "../profiles/steps_hash.ts";
import { readReport } from "../results/latest.ts";
import { counted } from "../text/counted.ts";
import { withRules } from "./edit.ts";
import { gatherPlays } from "./gather.ts";
import { learnNoise, type NoiseChange, type VariedComparison } from "./learn.ts";
import type { NoiseProposal } from "./proposal.ts";
import { unifiedDiff } from "./unified_diff.ts";

/** A proposal with its patch of `profile.yaml`; the patch is empty when nothing is proposed. */
export interface ProposedNoise {
  proposal: NoiseProposal;
  patch: string;
}

/**
 * Proposes rules that hold the noise of some plays.
 *
 * @param resultDirs of plays of this profile that came to their end, in their order
 * @param margin how much wider than what was seen a tolerance is, at the least
 * @throws ProfileError usage when a result is damaged
 */
export async function proposeNoise(
  loaded: Pick<LoadedProfile, "profile" | "baselineDir" | "seedDir" | "file" | "text">,
  resultDirs: readonly string[],
  margin: number,
  dataRoot: string,
): Promise<ProposedNoise> {
  const { profile, baselineDir, seedDir, file, text } = loaded;
  const comparisons = profile.comparisons ?? [];
  const { varied, all, notes } = await gatherPlays({ comparisons, baselineDir, resultDirs });
  const changes: NoiseChange[] = [];
  const byHand = varied.filter(({ comparison }) => !isLearnable(comparison));
  notes.push(
    ...byHand.map(({ comparison: { target, method } }) =>
      `${target} differed in some plays; rules of ${method} are written by hand`
    ),
  );
  const learnable = varied.filter(({ comparison }) => isLearnable(comparison));
  for (const alike of groupBy(learnable, ({ comparison }) => kindOf(comparison)).values()) {
    const found = await withPlainPlays(alike, (plain) => learnNoise(plain, margin));
    changes.push(...found.changes);
    notes.push(
      ...found.byHand.map(({ comparison: { target }, why }) =>
        `${target} ${why}: a rule is to be written by hand`
      ),
    );
    const differing = [
      ...found.changes.map(({ before }) => before),
      ...found.byHand.map((one) => one.comparison),
    ];
    for (const { comparison, files } of alike) {
      if (differing.includes(comparison) || files.every(({ kept }) => kept === undefined)) continue;
      notes.push(
        `${comparison.target} is the same in all plays and not as in the baseline: a change, no noise`,
      );
    }
  }
  for (const { after, beyond } of changes) {
    for (const { file: path, differences } of beyond) {
      notes.push(
        `${path} differs from the baseline by more than the noise (${after.method}, ${
          counted(differences, "difference")
        }): a change, which no rule is loosened for`,
      );
    }
  }
  // As in the profile, whatever play a file varied in first.
  const places = new Map(comparisons.map((comparison, index) => [comparison, index]));
  const placeOf = ({ before }: NoiseChange) => places.get(before) ?? comparisons.length;
  changes.sort((a, b) => placeOf(a) - placeOf(b));
  notes.push(...lackingNotes(changes, varied));
  const troubles = new Set(
    (await Promise.all(resultDirs.map(readReport))).flatMap((report) =>
      report === undefined ? [] : troubleOptions(report)
    ),
  );
  if (troubles.size > 0) {
    notes.push(`the plays were played with ${[...troubles].join(" ")}: no noise of a model`);
  }
  const learned = new Set(changes.map(({ before }) => before.target));
  const added = comparisons.length > 0 || changes.length === 0
    ? []
    : all.filter(({ target }) => !learned.has(target));
  const proposal: NoiseProposal = {
    version: 1,
    profile: profile.metadata.slug,
    steps_sha256: await stepsHash(profile, seedDir),
    plays: resultDirs.map((dir) => join(basename(dirname(dir)), basename(dir)).split(sep).join("/")),
    margin,
    ...(troubles.size === 0 ? {} : { played_with: [...troubles] }),
    changes,
    added,
    notes,
  };
  const path = relative(dataRoot, file).split(sep).join("/");
  return { proposal, patch: unifiedDiff(text, withRules(text, file, proposal), path) };
}

/** Files whose names differ in numbers alone, with the same rule, are of one kind. */
function kindOf({ target, method, params }: Comparison): string {
  return JSON.stringify([target.replace(/\d+/g, "#"), method, params ?? {}]);
}

/** A rule that looks into a file needs the file, of which the baseline may have kept less. */
function lackingNotes(changes: readonly NoiseChange[], varied: readonly VariedComparison[]): string[] {
  return changes.flatMap(({ before, after }) => {
    const comparator = comparatorFor(after.method);
    const files = varied.find(({ comparison }) => comparison === before)?.files ?? [];
    const lacking = files.filter(({ keeps }) =>
      keeps !== undefined && comparator !== undefined && !isEnough(comparator, keeps)
    );
    return lacking.map(({ file, keeps }) =>
      `the baseline keeps of ${file} its ${keeps} alone: accept it again with update-baseline when the rules are written`
    );
  });
}
