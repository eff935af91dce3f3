/** Base64 of text that holds a secret. */
import { Buffer, isUtf8 } from "node:buffer";
import { REDACTED } from "../marks.ts";
import type { Rule, Scope } from "../scope.ts";

/** A longer run is looked at in pieces of whole base64 groups: the engine's stack does not hold one of any length. */
const RUN = /[A-Za-z0-9+/_-]{12,1000000}={0,2}/g;
const UTF8 = new TextDecoder();
/** Value of each character, of both alphabets. */
const SIXTETS = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((char, value) =>
  SIXTETS[char.charCodeAt(0)] = value
);
SIXTETS["-".charCodeAt(0)] = 62;
SIXTETS["_".charCodeAt(0)] = 63;

/** What may stand between the parts of a path, and a part that is long enough to be looked at. */
const SEPARATORS: readonly [string, RegExp][] = [["/", /[^/]{12}/], ["-", /[^-]{12}/], ["_", /[^_]{12}/]];

export const base64: Rule = {
  name: "base64",
  applies: (text) => text.length >= 12,
  apply: (text, scope) => text.replace(RUN, (run) => redactRun(run, scope)),
};

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
