/** Base64 of text that holds a secret. */
import { Buffer, isUtf8 } from "node:buffer";
import { REDACTED } from "../marks.ts";
import type { Rule, Scope } from "../scope.ts";

/** Shorter runs hold no secret. */
const SHORTEST = 12;
/** A longer run is looked at in pieces of whole base64 groups, so that no text costs more than its length. */
const LONGEST = 1_000_000;
const UTF8 = new TextDecoder();
/** Value of each character, of both alphabets. */
const SIXTETS = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((char, value) =>
  SIXTETS[char.charCodeAt(0)] = value
);
SIXTETS["-".charCodeAt(0)] = 62;
SIXTETS["_".charCodeAt(0)] = 63;
/** 1 for each character of both alphabets. */
const IN_ALPHABET = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"].forEach((char) =>
  IN_ALPHABET[char.charCodeAt(0)] = 1
);
const PADDING = "=".charCodeAt(0);

/** What may stand between the parts of a path, and a part that is long enough to be looked at. */
const SEPARATORS: readonly [string, RegExp][] = [["/", /[^/]{12}/], ["-", /[^-]{12}/], ["_", /[^_]{12}/]];

export const base64: Rule = {
  name: "base64",
  applies: (text) => text.length >= SHORTEST,
  apply(text, scope) {
    let out = "";
    let copied = 0;
    for (const { start, end } of runsOf(text)) {
      const run = text.slice(start, end);
      const next = redactRun(run, scope);
      if (next === run) continue;
      out += text.slice(copied, start) + next;
      copied = end;
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};

/**
 * Runs of base64 with their padding: `[A-Za-z0-9+/_-]{12,1000000}={0,2}`. By hand, as the expression tries each short
 * word again at each of its characters, which is half of all the time that rules take over tables of numbers.
 */
export function* runsOf(text: string): Generator<{ start: number; end: number }> {
  const { length } = text;
  const isIn = (at: number) => IN_ALPHABET[text.charCodeAt(at)] === 1;
  for (let at = 0; at + SHORTEST <= length;) {
    // A run from here on that is long enough covers this character; most text is passed over in such leaps.
    const probe = at + SHORTEST - 1;
    if (!isIn(probe)) {
      at = probe + 1;
      continue;
    }
    let start = probe;
    while (start > at && isIn(start - 1)) start--;
    let end = probe + 1;
    while (end < length && isIn(end) && end - start < LONGEST) end++;
    at = end;
    if (end - start < SHORTEST) continue;
    const most = Math.min(length, end + 2);
    while (at < most && text.charCodeAt(at) === PADDING) at++;
    yield { start, end: at };
  }
}

/** A run may be base64 with slashes in it, or a path with base64 as one part. */
function redactRun(run: string, scope: Scope): string {
  if (holdsSecret(run, scope)) return mark(scope);
  for (const [separator, longPart] of SEPARATORS) {
    if (!run.includes(separator) || !longPart.test(run)) continue;
    const parts = run.split(separator);
    const next = parts.map((part) => part.length >= 12 && holdsSecret(part, scope) ? mark(scope) : part);
    if (next.some((part, index) => part !== parts[index])) return next.join(separator);
  }
  return run;
}

function holdsSecret(run: string, scope: Scope): boolean {
  if (!startsLikeText(run)) return false;
  const bytes = Buffer.from(run, "base64");
  if (!isUtf8(bytes)) return false;
  const text = UTF8.decode(bytes);
  // deno-lint-ignore no-control-regex
  return !/[\x00-\x08\x0e-\x1f\x7f]/.test(text) && scope.inner(text) !== text;
}

/** False when the first six bytes show that it is no UTF-8 text; cheap, as most runs are words and end here. */
function startsLikeText(run: string): boolean {
  let bits = 0;
  let filled = 0;
  let following = 0;
  for (let index = 0; index < 8; index++) {
    bits = (bits << 6) | (SIXTETS[run.charCodeAt(index)] ?? 0);
    filled += 6;
    if (filled < 8) continue;
    filled -= 8;
    const byte = (bits >> filled) & 0xff;
    if (byte >= 0x80) {
      const isContinuation = byte < 0xc0;
      if (isContinuation !== following > 0 || byte >= 0xf8) return false;
      following = isContinuation ? following - 1 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    } else if (following > 0 || !(byte >= 0x20 && byte < 0x7f || byte === 9 || byte === 10 || byte === 13)) {
      return false;
    }
  }
  return true;
}

function mark(scope: Scope): string {
  scope.hit("base64");
  return REDACTED;
}
