/** Reads the JSON files of a comparison, with errors that name the side and the place. */
import type { JsonValue } from "../../model/json.ts";
import { decodeUtf8, readTextBytes, type Side } from "../text/content.ts";
import { withoutPlaces } from "./nodb_places.ts";
import { parseJsonText } from "./text.ts";

/** True for the state of a controller, by its name. */
export function isNodb(file: string): boolean {
  return file.endsWith(".nodb");
}

/**
 * The document of one side.
 *
 * @param nodb it is the state of a controller: what belongs to its run is made the same on both sides
 * @throws Error when the file is no UTF-8 text or no JSON, naming the side, line and column
 */
export async function readJson(path: string, side: Side, file: string, nodb = false): Promise<JsonValue> {
  const text = decodeUtf8(await readTextBytes(path, side, file));
  if (text === undefined) throw new Error(`The ${side} file "${file}" is not UTF-8 text`);
  try {
    const document = parseJsonText(text);
    return nodb ? withoutPlaces(document) : document;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${side} file "${file}" is not JSON: ${why}`, { cause: error });
  }
}
