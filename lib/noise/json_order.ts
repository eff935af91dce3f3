/** Whether the elements of arrays only change places from play to play, and what tells them apart. */
import { isObject, type JsonValue } from "../model/json.ts";

/**
 * How elements of an array that vary in order can be paired.
 *
 * @param plays the array of each play
 * @returns the member that tells them apart, `""` for their whole value; undefined when they lie in the same order, or
 *   nothing tells them apart
 * @example
 * ```ts
 * import { orderOf } from "./json_order.ts";
 * orderOf([[{ id: 1, v: 2 }, { id: 2, v: 3 }], [{ id: 2, v: 3.1 }, { id: 1, v: 2 }]]); // "id"
 * ```
 */
export function orderOf(plays: readonly (readonly JsonValue[])[]): string | undefined {
  const [first = []] = plays;
  if (first.length < 2 || plays.some((list) => list.length !== first.length)) return undefined;
  const keys = isObject(first[0]) ? Object.keys(first[0]) : [];
  const telling = keys.filter((key) => tellsApart(plays, key)).sort((a, b) => rank(a) - rank(b));
  // Any telling member in the same order everywhere: the elements stay where they are.
  const [best] = telling;
  if (best !== undefined) return isMoved(plays, best) ? best : undefined;
  return isMoved(plays, "") && sameSet(plays.map((list) => list.map((one) => nameOf(one, "") ?? "")))
    ? ""
    : undefined;
}

/** The elements by what tells them apart. */
export function sorted(list: readonly JsonValue[], key: string): JsonValue[] {
  return list.map((value) => ({ value, name: nameOf(value, key) ?? "" }))
    .sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0).map(({ value }) => value);
}

function tellsApart(plays: readonly (readonly JsonValue[])[], key: string): boolean {
  const names = plays.map((list) => list.map((one) => nameOf(one, key)));
  const [first = []] = names;
  if (first.includes(undefined) || new Set(first).size !== first.length) return false;
  return sameSet(names);
}

function sameSet(names: readonly (readonly (string | undefined)[])[]): boolean {
  const [first = "", ...others] = names.map((list) => JSON.stringify([...list].sort()));
  return others.every((other) => other === first);
}

function isMoved(plays: readonly (readonly JsonValue[])[], key: string): boolean {
  const [first = "", ...others] = plays.map((list) => JSON.stringify(list.map((one) => nameOf(one, key))));
  return others.some((other) => other !== first);
}

/** Ids tell apart by what they are for; of others the first that does. */
function rank(key: string): number {
  return /^(?:id|key|name|uuid)$/i.test(key) ? 0 : /(?:_id|Id|ID)$/.test(key) ? 1 : 2;
}

function nameOf(value: JsonValue, key: string): string | undefined {
  if (key === "") return JSON.stringify(value);
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return member === undefined || typeof member === "object" ? undefined : JSON.stringify(member);
}
