/**
 * Reads JSON as Python and JavaScript write it, so that nothing is lost for comparing: `NaN` and `Infinity`
 * (which Python writes bare) and integers beyond 2^53 become tokens that {@link numericOf} reads.
 */
import type { JsonValue } from "../../model/json.ts";
import { type Numeric, readNumeric } from "../numeric.ts";
import { findJsonFault } from "./fault.ts";

/** Stands before a token that JSON numbers cannot carry; no JSON text can hold it unescaped. */
const MARK = "\u0000";
const STRING_OR_NUMBER =
  /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b|(?<![\w.+-])-?\d{16,}(?:\.0+)?(?![\d.eE])/gs;

/**
 * The value, or an error that says where it breaks.
 *
 * @throws Error with line and column
 */
export function parseJsonText(text: string): JsonValue {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (plain.trim() === "") throw new Error("it is empty");
  const prepared = plain.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"')) return token;
    return Number.isSafeInteger(Number(token)) ? token : JSON.stringify(markedNumber(token));
  });
  try {
    return JSON.parse(prepared) as JsonValue;
  } catch {
    const { line, column, message } = findJsonFault(plain);
    throw new Error(`line ${line}, column ${column}: ${message}`);
  }
}

/** A number that JSON numbers cannot carry, as a value. */
export function markedNumber(token: string): JsonValue {
  return MARK + token;
}

/** The value as shown to people: marked tokens as they stand in the file. */
export function showJson(value: JsonValue): JsonValue {
  return typeof value === "string" && value.startsWith(MARK) ? value.slice(1) : value;
}

/** The number that a value is, also where JSON has none (`NaN`, `Infinity`, integers beyond 2^53); else undefined. */
export function numericOf(value: JsonValue): Numeric | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.startsWith(MARK) ? readNumeric(value.slice(1)) : undefined;
}

/** The same as the nearest double. */
export function numberOf(value: JsonValue): number | undefined {
  const numeric = numericOf(value);
  return numeric === undefined ? undefined : Number(numeric);
}
