/** What became of a JSON value, in words. */
import type { JsonValue } from "../../model/json.ts";
import { numericOf } from "./text.ts";

/** `The type changed from number to string`, or that it is another of the same. */
export function changeMessage(baseline: JsonValue, produced: JsonValue): string {
  const [before, after] = [kindOf(baseline), kindOf(produced)];
  return before === after ? `The ${before} is another` : `The type changed from ${before} to ${after}`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return numericOf(value) === undefined ? typeof value : "number";
}
