/** The name under which the last result of a profile is noted. */
import { join, relative, sep } from "node:path";

/**
 * The profile's place relative to `profiles/`: the slug of a promoted profile, `_drafts/x` of a draft, so that a
 * draft never stands for the profile whose slug it bears. A loose file has its path.
 *
 * @param file absolute path of the profile's file
 * @example
 * ```ts
 * import { profileKey } from "./key.ts";
 * profileKey("/data/profiles/_drafts/mill/profile.yaml", "/data"); // "_drafts/mill"
 * ```
 */
export function profileKey(file: string, dataRoot: string): string {
  const path = relative(join(dataRoot, "profiles"), file).split(sep).join("/");
  return path.replace(/(?<=[^./])\/profile\.yaml$/, "");
}
