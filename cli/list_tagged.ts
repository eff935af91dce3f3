/** `--tag` of commands that list profiles. */
import { ProfileError } from "../lib/errors.ts";
import type { ListedProfile } from "../lib/profiles/list.ts";
import { allOf } from "../lib/profiles/tag_expression.ts";
import { counted } from "../lib/text/counted.ts";
import { closest } from "../lib/text/closest.ts";

/**
 * The profiles that are meant.
 *
 * @throws ProfileError usage when no profile is, as `play` does
 */
export function tagged(rows: readonly ListedProfile[], tag: readonly string[] | undefined): ListedProfile[] {
  if (tag === undefined) return [...rows];
  const expression = allOf(tag);
  const found = rows.filter(({ tags, tagsUnknown }) => tagsUnknown === true || expression.matches(tags));
  if (found.length > 0) return found;
  const known = new Set(rows.flatMap(({ tags }) => tags));
  throw noneMeant(tag, expression.names, known, rows.length);
}

/** No profile fits the expressions: what may have been meant. */
export function noneMeant(
  asked: readonly string[],
  names: readonly string[],
  known: ReadonlySet<string>,
  profiles: number,
): ProfileError {
  const have = [...known].sort().join(", ");
  const words = asked.map((text) => `--tag "${text}"`).join(" ");
  return new ProfileError("usage", `None of ${counted(profiles, "profile")} is meant by ${words}`, {
    others: strangeTags(names, known).map((message) => ({ message: message.replace(/^n/, "N") })),
    remedy: have === "" ? "None of them has a tag: metadata.tags in profile.yaml" : `Their tags are: ${have}`,
  });
}

/** Tags that no profile has, in sentences. */
export function strangeTags(names: readonly string[], known: ReadonlySet<string>): string[] {
  return names.filter((name) => !known.has(name)).map((name) => {
    const near = closest(name, known);
    return `no profile has the tag "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
  });
}
