/** Values from words on a command line. */
import { parseJson } from "../model/json.ts";

/** Fields whose values go over the wire as the text that they are. */
const TEXT_FIELDS = new Set(["form", "urlencoded", "query", "text", "path"]);

/**
 * JSON when it is JSON, else the text itself. In forms and queries a number is kept as text when it would be written
 * in another way: `007`, `1.50`, `1e3`.
 *
 * @param field first key of the address: `json`, `form`
 * @param whole the value is a whole URL-encoded body, which may be written as one: `landuse_db=nlcd/2021&mode=0`
 * @example
 * ```ts
 * import { typedValue } from "./typed_value.ts";
 * typedValue("46.1", "json"); // 46.1
 * typedValue("1.50", "form"); // "1.50"
 * ```
 */
export function typedValue(text: string, field: string | number | undefined, whole = false): unknown {
  const value = parseJson(text);
  if (value === undefined) return whole && /^[^=&\s]+=/.test(text) ? formFields(text) : text;
  const isText = typeof field === "string" && TEXT_FIELDS.has(field);
  if (typeof value === "number" && (!Number.isFinite(value) || (isText && String(value) !== text))) {
    return text;
  }
  if (isText && value === null) return text;
  return Object.is(value, -0) ? 0 : value;
}

/** A repeated field is a list. */
function formFields(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text);
  return Object.fromEntries([...new Set(fields.keys())].map((name) => {
    const values = fields.getAll(name);
    return [name, values.length === 1 ? values[0] ?? "" : values];
  }));
}
