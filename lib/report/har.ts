/** Transcripts of several plays as one HAR document. */
import { isObject, type JsonObject, type JsonValue } from "../model/json.ts";

/** A transcript and the profile that it belongs to. */
export interface Transcript {
  profile: string;
  har: unknown;
}

/**
 * One HAR 1.2 document with the pages and entries of all; the pages of several are named after their profiles.
 *
 * @param transcripts as `play` writes them; what is no HAR document is passed over
 */
export function mergeHars(transcripts: readonly Transcript[]): JsonValue {
  const [only] = transcripts;
  if (transcripts.length === 1 && only !== undefined) return only.har as JsonValue;
  const pages: JsonObject[] = [];
  const entries: JsonObject[] = [];
  let creator: JsonValue = { name: "profile", version: "" };
  for (const [index, { profile, har }] of transcripts.entries()) {
    const log = isObject(har) && isObject(har["log"]) ? har["log"] : {};
    if (isObject(log["creator"])) creator = log["creator"] as JsonObject;
    for (const page of objectsOf(log["pages"])) {
      pages.push({ ...page, id: `${index + 1}_${page["id"]}`, title: `${profile}: ${page["title"]}` });
    }
    for (const entry of objectsOf(log["entries"])) {
      entries.push({ ...entry, pageref: `${index + 1}_${entry["pageref"]}` });
    }
  }
  return { log: { version: "1.2", creator, pages, entries } };
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter((item): item is JsonObject => isObject(item)) : [];
}
