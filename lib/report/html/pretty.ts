/** Bodies as people read them. */
import { type JsonValue, parseJson } from "../../model/json.ts";

/** Longer ones stay as they are: only their beginning is shown. */
const MOST = 200_000;

/** JSON on lines of its own; any other text as it is. */
export function prettyBody(text: string): string {
  if (text.length > MOST || !/^\s*[[{]/.test(text)) return text;
  const value = parseJson(text);
  return value === undefined ? text : prettyJson(value);
}

/** A value as indented JSON; a text as itself. */
export function prettyJson(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
