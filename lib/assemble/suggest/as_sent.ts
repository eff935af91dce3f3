/** From a value in a controller's state to the value that a page sends for it. */
import { isObject } from "../../model/json.ts";
import type { Place } from "./types.ts";

/** Digits that numbers have in forms that WEPPcloud's own replay rebuilds. */
const DIGITS = 6;

/**
 * The value as a request carries it.
 *
 * @param isJson bodies of JSON keep types; forms carry text
 * @returns undefined when no page sends such a value
 */
export function asSent(value: unknown, isJson: boolean, place: Pick<Place, "checkbox" | "json">): unknown {
  if (place.json === "text") return JSON.stringify(value);
  if (isJson) return value;
  if (place.checkbox === "on") return value === true ? "on" : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : undefined;
  if (typeof value === "boolean") return String(value);
  if (value === null || Array.isArray(value) || isObject(value)) return undefined;
  return value;
}

/** `0.75`, `9002`: whole numbers keep all their digits. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}
