/** The JSON path of a produced value, in the form that `save` of a profile takes. */
import type { PathPart } from "../../text/json_path.ts";

/**
 * The path as text: only plain ASCII words stand behind a dot.
 *
 * @example
 * ```ts
 * import { savePath } from "./path_text.ts";
 * savePath(["jobs", 0, "größe"]); // '$.jobs[0]["größe"]'
 * ```
 */
export function savePath(path: readonly PathPart[]): string {
  return "$" + path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return /^[A-Za-z_][\w-]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  }).join("");
}
