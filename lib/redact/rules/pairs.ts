/**
 * Key and value as two items of a list: `('password', 'x')` and `[b'authorization', b'Token x']`, as Python prints the
 * fields and headers of a request in its tracebacks, and `["password", "x"]` in JSON.
 */
import type { KeyKind } from "../keys.ts";
import { looksSecret } from "../marks.ts";
import type { Rule, Scope } from "../scope.ts";
import { groupAt, quotedAt, type Range } from "./quoted.ts";

const HEAD = /[[(]\s{0,3}[bBuUrRfF]{0,2}(\\{0,40})(["'])([\w.\-[\]%$ ]{1,80})\1\2\s{0,3},\s{0,3}/g;
const TAIL = /\s{0,3}(?:,\s{0,3})?(?:[)\]]|$)/y;
const NUMBER = /-?\d{1,20}/y;
/** A name of a few words: `Set-Cookie`, `form[csrf_token]`, `API key`. */
const KEY = /^[\w.\-[\]%$]{1,80}(?: [\w.\-[\]%$]{1,40}){0,2}$/;
/** The second of two names in a list of names. */
const NAME = /^[A-Za-z_$][\w$.:[\]-]{0,60}$/;
/** No name has letters between digits, but made secrets have. */
const MIXED = /\d[A-Za-z]+\d/;
const PROSE = /^[A-Za-z]?[a-z']*(?: [a-z']+)+[.!]?$/;

/** Where a list of two stands: in another list, alone, or under a name, which may be one for a list of names. */
export type PairPlace = "nested" | "alone" | "named";

/**
 * The kind of secret that the first item of a list of two names; undefined when it names none, or is a sentence that
 * mentions one.
 */
export function pairKind(name: string, scope: Scope): KeyKind | undefined {
  return KEY.test(name) ? scope.keyKind(name) : undefined;
}

/** True when the second item of a list of two is the value of the first, which is the name of a secret. */
export function isPairValue(place: PairPlace, value: string | number, scope: Scope): boolean {
  if (place === "nested" || typeof value === "number") return true;
  if (place === "alone") return scope.keyKind(value) === undefined || looksSecret(value);
  return NAME.test(value) ? MIXED.test(value) : !PROSE.test(value);
}

/** True when the second item of a list of two is a list of values of the first: `["set-cookie", ["a=1", "b=2"]]`. */
export function arePairValues(place: PairPlace, values: readonly unknown[], scope: Scope): boolean {
  // A name with a list behind it may also be a group with its members, or a field with its faults.
  const strict = place === "nested" ? "nested" : "named";
  return values.length > 0 &&
    values.every((value) =>
      (typeof value === "string" || typeof value === "number") && isPairValue(strict, value, scope)
    );
}

/** Where the list stands whose bracket is at a place. */
export function placeOf(text: string, bracket: number): PairPlace {
  let at = bracket - 1;
  while (at >= 0 && bracket - at < 100 && /\s/.test(text[at] ?? "")) at--;
  const before = text[at];
  if (before === undefined || before === "]" || before === "}") return "alone";
  return "[({,".includes(before) ? "nested" : "named";
}

export const pairs: Rule = {
  name: "pair",
  applies: (text) => text.includes(",") && /[[(]\s{0,3}\w{0,2}\\*["']/.test(text),
  apply(text, scope) {
    let out = "";
    let copied = 0;
    HEAD.lastIndex = 0;
    for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
      const key = head[3] ?? "";
      const kind = pairKind(key, scope);
      if (kind === undefined) continue;
      const place = placeOf(text, head.index);
      for (const { start, end, isNumber } of valuesAt(text, HEAD.lastIndex)) {
        const written = text.slice(start, end);
        const value = isNumber ? Number(written) : written;
        if (!isPairValue(place, value, scope)) continue;
        const next = scope.keyed(kind, key, value);
        if (next === value) continue;
        out += text.slice(copied, start) + (isNumber ? `'${next}'` : next);
        copied = end;
      }
      HEAD.lastIndex = Math.max(HEAD.lastIndex, copied);
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};

/** The values of a pair, when the list ends behind them. */
function valuesAt(text: string, at: number): (Range & { isNumber?: true })[] {
  const quoted = quotedAt(text, at);
  const group = quoted === undefined ? groupAt(text, at) : { values: [quoted], behind: quoted.behind };
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(text)?.[0].length ?? 0;
  const behind = group?.behind ?? at + digits;
  TAIL.lastIndex = behind;
  if (behind === at || !TAIL.test(text)) return [];
  return group?.values ?? [{ start: at, end: behind, behind, isNumber: true }];
}
