/** Slugs that the user types. */
import { ProfileError } from "../errors.ts";
import { Slug } from "../model/profile.ts";
import { RESERVED } from "./resolve.ts";

/**
 * Checks a slug that names a profile of the data root.
 *
 * @throws ProfileError usage when it cannot be one
 */
export function checkSlugWord(slug: string): void {
  if (Slug.safeParse(slug).success && !RESERVED.has(slug)) return;
  throw new ProfileError("usage", `"${slug}" cannot be a slug`, {
    remedy:
      "Use lower-case letters, digits and '-', starting with a letter or digit; not results or archived",
  });
}
