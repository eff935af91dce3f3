/** Secrets in parsed JSON: by key, and inside every string. */
import { type KeyKind, kindInside } from "./keys.ts";
import type { JsonValue } from "../model/json.ts";
import { REDACTED } from "./marks.ts";
import { isContainerKey } from "./rules/json_text.ts";
import { arePairValues, isPairValue, pairKind, type PairPlace } from "./rules/pairs.ts";
import type { Scope } from "./scope.ts";

const DEEPEST = 400;

/**
 * The value with every secret replaced; a part without secrets is returned as it is, not copied.
 *
 * @param scope what the rules may use
 * @param secret kind of the key above, when everything below is secret
 */
export function redactValue(
  value: JsonValue,
  scope: Scope,
  secret?: KeyKind,
  key: string = secret ?? "",
  depth = 0,
  inList = false,
): JsonValue {
  if (typeof value === "string") {
    return secret === undefined ? scope.inner(value) : scope.keyed(secret, key, value);
  }
  if (typeof value === "number") return secret === undefined ? value : scope.keyed(secret, key, value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) {
    scope.hit("too-deep");
    return REDACTED;
  }
  const below = secret !== undefined && isContainerKey(secret) && !Array.isArray(value) ? undefined : secret;
  if (Array.isArray(value)) {
    const paired = below === undefined
      ? pairIn(value, scope, inList ? "nested" : depth === 0 ? "alone" : "named")
      : undefined;
    const next = value.map((item, index) =>
      paired !== undefined && index === 1
        ? redactValue(item, scope, paired.kind, paired.name, depth + 1)
        : redactValue(item, scope, below, key, depth + 1, true)
    );
    return next.some((item, index) => item !== value[index]) ? next : value;
  }
  return redactObject(value, scope, below, depth, key);
}

function redactObject(
  value: { [key: string]: JsonValue },
  scope: Scope,
  secret: KeyKind | undefined,
  depth: number,
  parent: string,
): JsonValue {
  const paired = pairedKind(value, scope);
  // Made at the first change only: most objects hold no secret.
  let entries: Map<string, JsonValue> | undefined;
  const members = Object.entries(value);
  for (const [index, [key, item]] of members.entries()) {
    const kind = secret ??
      (paired !== undefined && isValueKey(key)
        ? paired.kind
        : scope.keyKind(key) ?? kindInside(parent, key, scope.keyKind));
    const named = paired !== undefined && isValueKey(key) ? paired.name : key;
    const next = redactValue(item, scope, kind, named, depth + 1);
    const nextKey = scope.inner(key);
    if (entries === undefined && next === item && nextKey === key) continue;
    entries ??= new Map(members.slice(0, index));
    entries.set(freeKey(nextKey, entries), next);
  }
  return entries === undefined ? value : Object.fromEntries(entries);
}

/** `{"name": "password", "value": "x"}`: the secret key is a value itself. */
function pairedKind(value: { [key: string]: JsonValue }, scope: Scope) {
  for (const field of ["name", "key", "field", "header"]) {
    const name = value[field];
    const kind = typeof name === "string" ? scope.keyKind(name) : undefined;
    if (typeof name === "string" && kind !== undefined) return { kind, name };
  }
  return undefined;
}

/** `["password", "x"]`, `["set-cookie", ["a=1"]]`: the kind and name that the first item gives to the second. */
function pairIn(list: readonly JsonValue[], scope: Scope, place: PairPlace) {
  const [name, value] = list;
  if (list.length !== 2 || typeof name !== "string") return undefined;
  const kind = pairKind(name, scope);
  if (kind === undefined) return undefined;
  const paired = Array.isArray(value)
    ? arePairValues(place, value, scope)
    : (typeof value === "string" || typeof value === "number") && isPairValue(place, value, scope);
  return paired ? { kind, name } : undefined;
}

function isValueKey(key: string): boolean {
  return key === "value" || key === "content";
}

/** Two keys may become one by redaction; neither value is lost. */
function freeKey(key: string, taken: Map<string, JsonValue>): string {
  let free = key;
  for (let count = 2; taken.has(free); count++) free = `${key} ${count}`;
  return free;
}
