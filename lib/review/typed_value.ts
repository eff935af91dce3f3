/** Values from words on a command line. */
import { parseJson } from "../model/json.ts";

/** Fields whose values go over the wire as the text that they are. */
const TEXT_FIELDS = new Set(["form", "urlencoded", "query", "text", "path"]);

/**
 * JSON when it is JSON, else the text itself. In forms and queries a number is kept as text when it would be written
 * in another way: `007`, `1.50`, `1e3`.
 *
 * @param field first key of the address: `json`, `form`
 * @example
 * ```ts
 * import { typedValue } from "./typed_value.ts";
 * typedValue("46.1", "json"); // 46.1
 * typedValue("1.50", "form"); // "1.50"
 * ```
 */
export function typedValue(text: string, field: string | number | undefined): unknown {
  const value = parseJson(text);
  if (value === undefined) return text;
  const isText = typeof field === "string" && TEXT_FIELDS.has(field);
  if (typeof value === "number" && (!Number.isFinite(value) || (isText && String(value) !== text))) {
    return text;
  }
  if (isText && value === null) return text;
  return Object.is(value, -0) ? 0 : value;
}
