/** Values from words on a command line. */
import { ProfileError } from "../errors.ts";
import { isObject, parseJson } from "../model/json.ts";

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

/**
 * A whole form as it may be typed: a JSON object, or `mode=2&name=Mill`, the way in which it is sent.
 *
 * @param at its address, for the error
 * @throws ProfileError usage for a text that is neither
 */
export function wholeForm(at: string, text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (isObject(value)) return value;
  if (value !== undefined || !/^[^\s=&]+=[^=&]*(?:&[^\s=&]+=[^=&]*)*$/u.test(text)) {
    throw new ProfileError("usage", `${JSON.stringify(text)} is no form for ${at}`, {
      remedy: `Write its fields as they are sent: --fill '${at}=NAME=VALUE&OTHER=VALUE', or as a JSON object`,
    });
  }
  const fields: Record<string, string | string[]> = {};
  for (const [name, one] of new URLSearchParams(text)) {
    const known = fields[name];
    fields[name] = known === undefined ? one : [known, one].flat();
  }
  return fields;
}
