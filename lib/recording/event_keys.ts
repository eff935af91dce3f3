/** Which events a log holds already: what was interrupted while it wrote can go on without writing anything twice. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { exists } from "../files/safe_path.ts";
import { isObject, type JsonValue, parseJson } from "../model/json.ts";

/** What an event is known by within its log. @param event as it is written */
export function eventKey(event: JsonValue): string {
  const { id, stage, category } = isObject(event) ? event : {};
  return JSON.stringify([id ?? null, stage ?? category ?? null]);
}

/**
 * Keys of the whole lines of a log.
 *
 * @param path of the log; one that is not there holds none
 */
export async function eventKeysOf(path: string): Promise<Set<string>> {
  const keys = new Set<string>();
  if (!await exists(path)) return keys;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const event = parseJson(line);
    if (isObject(event)) keys.add(eventKey(event));
  }
  return keys;
}
