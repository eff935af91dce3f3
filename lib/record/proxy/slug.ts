/** Names that captures may get. */
import { ProfileError } from "../../errors.ts";

const SLUG = /^[a-z0-9][a-z0-9_-]{0,79}$/i;

/** @throws ProfileError usage for what is no slug; none at all is fine */
export function checkSlug(slug: string): void {
  if (slug === "" || SLUG.test(slug)) return;
  throw new ProfileError("usage", `${JSON.stringify(slug)} is no slug`, {
    remedy: "Use letters, digits, - and _, such as us-small",
  });
}
