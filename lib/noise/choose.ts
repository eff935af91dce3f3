/** Which proposal is meant, and which part of it. */
import { resolve } from "node:path";
import { ProfileError } from "../errors.ts";
import { globMatcher } from "../files/glob.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { resultNames } from "../results/history.ts";
import { resultsRoot } from "../results/folder.ts";
import { type NoiseProposal, readProposal } from "./proposal.ts";

/**
 * The newest proposal of a profile, or that of the result that is named.
 *
 * @param request.from result folder as the user named it, relative to `cwd`
 * @throws ProfileError usage when there is none
 */
export async function findProposal(
  { profile }: Pick<LoadedProfile, "profile">,
  { dataRoot, cwd, from }: { dataRoot: string; cwd: string; from: string | undefined },
): Promise<NoiseProposal> {
  const { slug } = profile.metadata;
  const dirs = from === undefined
    ? (await resultNames(dataRoot, slug)).map((name) => resolve(resultsRoot(dataRoot), slug, name))
    : [resolve(cwd, from)];
  for (const dir of dirs) {
    const proposal = await readProposal(dir);
    if (proposal === undefined) continue;
    if (proposal.profile === slug) return proposal;
    throw new ProfileError("usage", `The proposal in ${dir} is for ${proposal.profile}, not for ${slug}`, {
      remedy: "Name a result of this profile",
    });
  }
  throw new ProfileError(
    "usage",
    `There is no proposal of noise for ${slug}${from === undefined ? "" : ` in ${from}`}`,
    {
      remedy: `Play it several times: profile play ${slug} --repeat 10 --learn-noise`,
    },
  );
}

/**
 * The proposal with the changes of some targets alone.
 *
 * @param accept targets, or globs over them; missing: all
 * @param reject targets, or globs over them, that are left out
 * @throws ProfileError usage for one that names no change
 */
export function chosenChanges(
  proposal: NoiseProposal,
  accept: readonly string[] | undefined,
  reject: readonly string[] = [],
): NoiseProposal {
  const targets = [...proposal.changes.map(({ before }) => before), ...proposal.added].map(({ target }) =>
    target
  );
  const isAccepted = accept === undefined ? () => true : namedBy("--accept", accept, targets);
  const isRejected = namedBy("--reject", reject, targets);
  const isChosen = (target: string) => isAccepted(target) && !isRejected(target);
  return {
    ...proposal,
    changes: proposal.changes.filter(({ before }) => isChosen(before.target)),
    added: proposal.added.filter(({ target }) => isChosen(target)),
  };
}

/** Whether one of the globs of an option names a target; each of them must name some. */
function namedBy(
  option: string,
  globs: readonly string[],
  targets: readonly string[],
): (target: string) => boolean {
  const tests = globs.map((glob) => {
    const matches = globMatcher(glob);
    return { glob, names: (target: string) => glob === target || matches(target) };
  });
  for (const { glob, names } of tests) {
    if (targets.some(names)) continue;
    throw new ProfileError("usage", `${option} ${JSON.stringify(glob)} names no rule that is proposed`, {
      remedy: `Proposed are rules for ${targets.slice(0, 5).join(", ")}${targets.length > 5 ? ", …" : ""}`,
    });
  }
  return (target) => tests.some(({ names }) => names(target));
}
