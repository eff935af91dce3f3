/** Bodies as people read them. */
import { type JsonValue, parseJson, stableJson } from "../../model/json.ts";

/**
 * JSON on lines of its own; any other text as it is.
 *
 * @param most longer ones stay as they are, too: only their beginning is shown
 */
export function prettyBody(text: string, most = 200_000): string {
  if (text.length > most || !/^\s*[[{]/.test(text)) return text;
  const value = parseJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

/** A value of a report as indented JSON with sorted keys, as its file has it; a text as itself. */
export function prettyJson(value: JsonValue): string {
  return typeof value === "string" ? value : stableJson(value).trimEnd();
}
