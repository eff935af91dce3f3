/** For tests: a recording with values as a current server would have written it, without them. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isObject, type JsonObject, parseJson } from "../../model/json.ts";

const LOG = "_logs/profile.events.jsonl";

/**
 * Copies a run directory, its log without the values of bodies.
 *
 * @param edit changes or drops an event; default: takes its values out
 * @returns the copy
 */
export async function withheldCopy(
  runDir: string,
  folder: string,
  edit: (event: JsonObject) => JsonObject | undefined = withhold,
): Promise<string> {
  const copy = join(folder, basename(runDir));
  await cp(runDir, copy, { recursive: true, filter: (path) => !path.endsWith("profile.events.jsonl") });
  await mkdir(join(copy, "_logs"), { recursive: true });
  const lines = (await readFile(join(runDir, LOG), "utf8")).split("\n").map((line) => {
    const event = parseJson(line);
    if (!isObject(event)) return line;
    const edited = edit(event as JsonObject);
    return edited === undefined ? undefined : JSON.stringify(edited);
  });
  await writeFile(join(copy, LOG), lines.filter((line) => line !== undefined).join("\n"));
  return copy;
}

/** An event as a server writes it that records no values. */
export function withhold(event: JsonObject): JsonObject {
  const meta = event["requestMeta"];
  if (!isObject(meta)) return event;
  const { jsonPayload, formValues: _, bodyPreview: __, ...kept } = meta as JsonObject;
  const body = typeof jsonPayload === "string" ? parseJson(jsonPayload) : undefined;
  const isJson = meta["bodyType"] === "json";
  return {
    ...event,
    requestMeta: {
      ...kept,
      ...(isJson ? { jsonType: typeOf(body) } : {}),
      ...(isObject(body) ? { jsonKeys: Object.keys(body) } : {}),
      ...(meta["hasBody"] === true ? { bodyCaptured: false } : {}),
    },
  };
}

function typeOf(body: unknown): string {
  return body === null ? "null" : Array.isArray(body) ? "array" : typeof body;
}
