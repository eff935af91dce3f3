/**
 * Templates in a profile: `{{run_id}}`, `{{config}}`, a variable's name, `{{steps.<id>.<name>}}`,
 * `{{secret.NAME}}`. When the template is the whole string, the value keeps its type.
 */
import { isObject, type JsonValue } from "../model/json.ts";

const TEMPLATE = /\{\{\s*([\w.-]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.-]+)\s*\}\}$/;

/** Value of a name, or undefined when there is none. */
export type Lookup = (name: string) => JsonValue | undefined;

/** Names that the text refers to, in order. */
export function references(text: string): string[] {
  return [...text.matchAll(TEMPLATE)].map((match) => match[1] ?? "");
}

/**
 * The value with every template replaced, keys of objects included.
 *
 * @param value any plain value; strings inside are expanded
 * @param lookup gives the value of a name
 * @param missing called with each name that has no value; the template then stays as it is
 * @example
 * ```ts
 * import { expand } from "./template.ts";
 * expand({ lat: "{{outlet_lat}}", note: "at {{outlet_lat}}" }, () => 46.1); // { lat: 46.1, note: "at 46.1" }
 * ```
 */
export function expand(
  value: unknown,
  lookup: Lookup,
  missing: (name: string) => void = () => {},
): JsonValue {
  if (typeof value === "string") return expandText(value, lookup, missing);
  if (Array.isArray(value)) return value.map((item) => expand(item, lookup, missing));
  if (!isObject(value)) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      String(expandText(key, lookup, missing)),
      expand(item, lookup, missing),
    ]),
  );
}

function expandText(text: string, lookup: Lookup, missing: (name: string) => void): JsonValue {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    const value = lookup(whole);
    if (value === undefined) missing(whole);
    return value === undefined ? text : value;
  }
  return text.replace(TEMPLATE, (template, name: string) => {
    const value = lookup(name);
    if (value === undefined) {
      missing(name);
      return template;
    }
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}
