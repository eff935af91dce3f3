/** What the server said when it refused a request, in words that may be shown. */
import { isObject, parseJson } from "../model/json.ts";
import type { Recorded } from "./types.ts";

/** Longest message that is shown. */
const LONGEST = 120;

/** The message of a failed request in one line; undefined when the recording has none beside the status. */
export function errorMessage({ end }: Recorded): string | undefined {
  const detail = isObject(end?.error) ? end.error["detail"] : end?.error;
  const text = wordsOf(detail) ?? wordsOf(end?.responseMeta?.body);
  const plain = text?.replace(/\s+/g, " ").trim();
  if (plain === undefined || plain === "" || plain.startsWith("<")) return undefined;
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST).toWellFormed()}…`;
}

/** A request without what all addresses of a run begin with, for lists. */
export function shortRequest(request: string): string {
  return request.replace("/runs/{{run_id}}/{{config}}/", "/…/");
}

function wordsOf(detail: unknown): string | undefined {
  if (typeof detail === "string") {
    const inside = /^\s*\{/.test(detail) ? parseJson(detail) : undefined;
    return inside === undefined ? detail : wordsOf(inside);
  }
  if (Array.isArray(detail)) return wordsOf(detail[0]);
  if (!isObject(detail)) return undefined;
  for (const key of ["message", "Error", "error", "detail", "description", "errors"]) {
    const words = wordsOf(detail[key]);
    if (words !== undefined) return words;
  }
  return JSON.stringify(detail);
}
