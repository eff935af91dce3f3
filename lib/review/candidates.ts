/** A reviewer's choice among the baseline candidates. */
import type { BaselineCandidates } from "../baseline/candidates.ts";
import { ProfileError } from "../errors.ts";
import { globMatcher } from "../files/glob.ts";

/**
 * The list with a choice laid over some of it.
 *
 * @param targets a target of the list, or a glob over targets; `telling`: those that are proposed
 * @returns with the targets whose choice is another one now
 * @throws ProfileError usage when the draft has no candidates, or none of that name
 */
export function chooseCandidates(
  found: BaselineCandidates | undefined,
  choice: "take" | "drop",
  targets: string,
): { list: BaselineCandidates; changed: string[] } {
  if (found === undefined) {
    throw new ProfileError("usage", "The draft has no baseline candidates: its source had no run directory", {
      remedy: "The first play of the profile proposes what the run gains",
    });
  }
  const matches = globMatcher(targets);
  const named = new Set(
    found.candidates.filter(({ target, telling }) =>
      targets === "telling" ? telling : target === targets || matches(target)
    ),
  );
  if (named.size === 0) {
    throw new ProfileError("usage", `No baseline candidate matches "${targets}"`, {
      remedy: `Name one of these, or a glob: ${
        found.candidates.slice(0, 5).map(({ target }) => target).join(", ")
      }, …`,
    });
  }
  const changed = [...named].filter((candidate) => candidate.choice !== choice).map(({ target }) => target);
  const candidates = found.candidates.map((one) => named.has(one) ? { ...one, choice } : one);
  return { list: { ...found, candidates }, changed };
}
