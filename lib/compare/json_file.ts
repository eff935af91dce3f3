/** Reads the JSON files of a comparison, with errors that name the side and the place. */
import type { JsonValue } from "../model/json.ts";
import { decodeUtf8, readTextBytes, type Side } from "./content.ts";
import { parseJsonText } from "./json_text.ts";

/**
 * The document of one side.
 *
 * @throws Error when the file is no UTF-8 text or no JSON, naming the side, line and column
 */
export async function readJson(path: string, side: Side, file: string): Promise<JsonValue> {
  const text = decodeUtf8(await readTextBytes(path, side, file));
  if (text === undefined) throw new Error(`The ${side} file "${file}" is not UTF-8 text`);
  try {
    return parseJsonText(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${side} file "${file}" is not JSON: ${why}`, { cause: error });
  }
}
