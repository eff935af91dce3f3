/** Pairs the elements of two arrays whose order does not count. */
import { isObject, type JsonValue } from "../model/json.ts";
import type { PathPart } from "../text/json_path.ts";
import { showJson } from "./json_text.ts";

/** Both sides of an element, and how its place is called. */
export type Pair = [baseline: JsonValue | undefined, produced: JsonValue | undefined, name: PathPart];

/**
 * Pairs elements by a member that tells them apart, or by their whole value.
 *
 * @param key name of the member; `""` for the whole value, of which any number may be the same
 * @param where path of the array, for errors
 * @returns pairs in the order of the baseline, then what only the produced side has
 * @throws Error when an element lacks the member, or two have the same
 */
export function pairByKey(
  baseline: readonly JsonValue[],
  produced: readonly JsonValue[],
  key: string,
  where: string,
): Pair[] {
  return key === "" ? byValue(baseline, produced) : byMember(baseline, produced, key, where);
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

function byValue(a: readonly JsonValue[], b: readonly JsonValue[]): Pair[] {
  const left = new Map<string, number[]>();
  for (const [index, value] of b.entries()) {
    const text = canonical(value);
    left.set(text, [...left.get(text) ?? [], index]);
  }
  const pairs: Pair[] = a.map((value, index) => {
    const found = left.get(canonical(value))?.shift();
    return [value, found === undefined ? undefined : value, index];
  });
  const rest = [...left.values()].flat().sort((x, y) => x - y);
  return [...pairs, ...rest.map((index): Pair => [undefined, b[index], index])];
}

/** The value as text, whatever the order of its members. */
function canonical(value: JsonValue): string {
  return JSON.stringify(
    value,
    (_key, one: JsonValue) =>
      isObject(one) ? Object.fromEntries(Object.entries(one).sort(([x], [y]) => x < y ? -1 : 1)) : one,
  );
}
