/** Pairs the elements of two arrays whose order does not count. */
import { isObject, type JsonObject, type JsonValue } from "../../model/json.ts";
import { formatPath, type PathPart } from "../../text/json_path.ts";
import type { Numeric } from "../numeric.ts";
import type { PlaceTest } from "./rules.ts";
import { numericOf, showJson } from "./text.ts";

/** Both sides of an element, and how its place is called. */
export type Pair = [baseline: JsonValue | undefined, produced: JsonValue | undefined, name: PathPart];

/**
 * Pairs elements by a member that tells them apart, or by their whole value.
 *
 * @param key name of the member; `""` for the whole value, of which any number may be the same
 * @param path of the array
 * @param isIgnored what does not count in a whole value, by its path
 * @returns pairs in the order of the baseline, then what only the produced side has
 * @throws Error when an element lacks the member, or two have the same
 */
export function pairByKey(
  baseline: readonly JsonValue[],
  produced: readonly JsonValue[],
  key: string,
  path: readonly PathPart[],
  isIgnored: PlaceTest,
): Pair[] {
  if (key !== "") return byMember(baseline, produced, key, formatPath(path));
  const textOf = (value: JsonValue, index: number) => canonical(value, [...path, index], isIgnored);
  return byValue(baseline, produced, textOf);
}

function byMember(a: readonly JsonValue[], b: readonly JsonValue[], key: string, where: string): Pair[] {
  const [left, right] = [
    tableOf(a, key, `the baseline's ${where}`),
    tableOf(b, key, `the produced ${where}`),
  ];
  const pairs: Pair[] = [...left].map(([name, value]) => [value, right.get(name), `${key}=${name}`]);
  for (const [name, value] of right) if (!left.has(name)) pairs.push([undefined, value, `${key}=${name}`]);
  return pairs;
}

function tableOf(values: readonly JsonValue[], key: string, side: string): Map<string, JsonValue> {
  const table = new Map<string, JsonValue>();
  for (const [index, value] of values.entries()) {
    const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (member === undefined || isObject(member) || Array.isArray(member)) {
      throw new Error(`Element ${index} of ${side} has no "${key}" to tell it apart`);
    }
    const name = String(showJson(member as JsonValue));
    if (table.has(name)) throw new Error(`Two elements of ${side} have the ${key} ${name}`);
    table.set(name, value);
  }
  return table;
}

function byValue(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
  textOf: (value: JsonValue, index: number) => string,
): Pair[] {
  const left = new Map<string, number[]>();
  for (const [index, value] of b.entries()) {
    const text = textOf(value, index);
    const places = left.get(text);
    if (places === undefined) left.set(text, [index]);
    else places.push(index);
  }
  const pairs: Pair[] = a.map((value, index) => {
    const found = left.get(textOf(value, index))?.shift();
    return [value, found === undefined ? undefined : b[found], index];
  });
  const rest = [...left.values()].flat().sort((x, y) => x - y);
  return [...pairs, ...rest.map((index): Pair => [undefined, b[index], index])];
}

/** The value as text, without what is ignored, whatever the order of its members and however its numbers are written. */
function canonical(value: JsonValue, path: readonly PathPart[], isIgnored: PlaceTest): string {
  if (Array.isArray(value) || isObject(value)) {
    const parts: [PathPart, JsonValue][] = Array.isArray(value)
      ? [...value.entries()]
      : Object.entries(value as JsonObject).sort(([x], [y]) => x < y ? -1 : 1);
    const texts = parts.flatMap(([name, one]) => {
      const place = [...path, name];
      return isIgnored(place) ? [] : `${JSON.stringify(name)}:${canonical(one, place, isIgnored)}`;
    });
    return Array.isArray(value) ? `[${texts.join()}]` : `{${texts.join()}}`;
  }
  const number = numericOf(value);
  return number === undefined ? JSON.stringify(value) : String(plainest(number));
}

/** A large double as the integer that it is. */
function plainest(number: Numeric): Numeric {
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(number) : number;
}
