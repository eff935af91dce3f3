/** Globs over paths with forward slashes: `*` and `?` within a name, `**` over folders. */

/** True when the text is a glob and not the path of one file. */
export function isGlob(target: string): boolean {
  return /[*?]/.test(target);
}

/**
 * A test for paths. `**` as a whole segment matches any number of folders, none included; everything but
 * `*` and `?` stands for itself.
 *
 * @example
 * ```ts
 * import { globMatcher } from "./glob.ts";
 * globMatcher("wepp/**\/*.json")("wepp/output/run/summary.json"); // true
 * ```
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const segments = glob.split("/");
  const last = segments.length - 1;
  const pattern = segments.map((segment, index) => {
    if (segment === "**") return index === last ? ".*" : "(?:[^/]+/)*";
    return segmentPattern(segment) + (index === last ? "" : "/");
  }).join("");
  const expression = new RegExp(`^${pattern}$`, "su");
  return (path) => expression.test(path);
}

function segmentPattern(segment: string): string {
  return segment.replace(/\*+|\?|[\\^$.|+()[\]{}/-]/gu, (found) => {
    if (found.startsWith("*")) return "[^/]*";
    return found === "?" ? "[^/]" : found === "-" ? "-" : `\\${found}`;
  });
}
