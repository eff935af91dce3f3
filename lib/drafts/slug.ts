/** The slug that a draft's name suggests. */
import { basename } from "node:path";

/**
 * The last part of a draft's name, as a slug.
 *
 * @example
 * ```ts
 * import { slugFor } from "./slug.ts";
 * slugFor("_drafts/Mill_2"); // "mill-2"
 * ```
 */
export function slugFor(draft: string): string {
  const slug = basename(draft).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return slug === "" ? "SLUG" : slug;
}
