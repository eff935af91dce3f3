/** Checks of one JSON value: exists, equals, matches, number, type. Every failure is listed. */
import { isDeepStrictEqual } from "node:util";
import { toleranceText, within } from "../compare/tolerance.ts";
import type { NumberCheck, ValueCheck } from "../model/expect.ts";
import type { JsonValue } from "../model/json.ts";
import { patternFailure } from "./pattern.ts";

/** Longest value that a message shows, characters. */
const SHOWN = 200;

/**
 * What is wrong with a value.
 *
 * @param where how messages name it: `$.job_id`
 * @param value undefined when there is none
 * @param place what it should be in: `the answer`
 */
export async function valueFailures(
  where: string,
  value: JsonValue | undefined,
  check: ValueCheck,
  place: string,
): Promise<string[]> {
  if (value === undefined) {
    return check.exists === false ? [] : [`${where} is not in ${place}${insteadOf(check)}`];
  }
  const failures: string[] = [];
  if (check.exists === false) failures.push(`${where} is there and should not be`);
  if ("equals" in check && !isDeepStrictEqual(value, check.equals)) {
    failures.push(`${where}: expected ${shown(check.equals)}, got ${shown(value)}`);
  }
  if (check.type !== undefined && !isOfType(value, check.type)) {
    failures.push(`${where}: expected ${article(check.type)}, got ${shown(value)}`);
  }
  if (check.matches !== undefined) {
    const failure = typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? await patternFailure(check.matches, String(value))
      : `is no text that could match /${check.matches}/`;
    if (failure !== undefined) failures.push(`${where} ${failure}: ${shown(value)}`);
  }
  if (check.number !== undefined) failures.push(...numberFailures(where, value, check.number));
  return failures;
}

/** The value as messages show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}

function insteadOf(check: ValueCheck): string {
  if ("equals" in check) return `; expected ${shown(check.equals)}`;
  return check.number?.value === undefined ? "" : `; expected ${check.number.value}`;
}

function numberFailures(where: string, value: JsonValue, check: NumberCheck): string[] {
  if (typeof value !== "number") return [`${where}: expected a number, got ${shown(value)}`];
  const { value: wanted, abs, rel, min, max } = check;
  const failures: string[] = [];
  if (wanted !== undefined) {
    const tolerance = { abs, rel };
    if (typeof wanted !== "number") failures.push(`${where}: ${shown(wanted)} is no number to compare with`);
    else if (!within(wanted, value, tolerance)) {
      const [given, off] = [toleranceText(tolerance), Math.abs(value - wanted)];
      failures.push(`${where}: expected ${wanted} (${given}), got ${value}, which is ${off} away`);
    }
  }
  if (min !== undefined && !(value >= min)) failures.push(`${where}: expected at least ${min}, got ${value}`);
  if (max !== undefined && !(value <= max)) failures.push(`${where}: expected at most ${max}, got ${value}`);
  return failures;
}

function isOfType(value: JsonValue, type: NonNullable<ValueCheck["type"]>): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  const kind: string = typeof value;
  return kind === type;
}

function article(type: string): string {
  if (type === "null") return type;
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
