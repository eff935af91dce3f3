/** Names of folders from what people and servers call things. */

/**
 * A run id, capture id or slug as a folder name, by WEPPcloud's own rule: runs of other characters become one
 * `-`, and `-`, `.`, `_` are stripped from both ends.
 *
 * @example
 * ```ts
 * import { sanitise } from "./plain_name.ts";
 * sanitise("profile;;tmp;;ab12"); // "profile-tmp-ab12"
 * ```
 */
export function sanitise(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-._]+|[-._]+$/g, "");
  return plain === "" ? "default" : plain;
}
