/** What a step saves of its answer for later steps. */
import type { HttpAnswer } from "../http/client.ts";
import type { JsonValue } from "../model/json.ts";
import type { SaveSource } from "../model/profile.ts";
import { readPath } from "../text/json_path.ts";
import { partOf } from "../text/part_of.ts";

/**
 * The value to save.
 *
 * @param asked address of the request: where a redirect led is its header `location`
 * @returns the value, or what is missing in words
 */
export function savedValue(
  source: SaveSource,
  answer: HttpAnswer,
  asked: URL,
): { value: JsonValue } | { missing: string } {
  if (typeof source === "string") {
    const value = readPath(answer.json, source);
    return value === undefined ? { missing: `${source} is not in the answer` } : { value };
  }
  const what = "header" in source ? `the header ${source.header}` : source.path;
  const whole = "header" in source
    ? headerOf(source.header, answer, asked)
    : readPath(answer.json, source.path);
  if (whole === undefined) return { missing: `${what} is not in the answer` };
  if (source.after === undefined && source.before === undefined) return { value: whole };
  const part = partOf(String(whole), source);
  return part === undefined
    ? { missing: `${what} has nothing between "${source.after ?? ""}" and "${source.before ?? ""}"` }
    : { value: part };
}

/** A redirect was followed already: it led to the address of the answer. */
function headerOf(name: string, { headers, url }: HttpAnswer, asked: URL): string | undefined {
  const header = headers[name.toLowerCase()];
  if (header !== undefined || name.toLowerCase() !== "location" || url.href === asked.href) return header;
  return url.pathname + url.search;
}
