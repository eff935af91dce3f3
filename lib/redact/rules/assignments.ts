/**
 * `key=value` and `key: value` in any text: queries, forms, headers, log lines, settings, and JSON or Python
 * text that other rules could not unwrap. Looks at each separator and reads the key before it.
 */
import { isEmptyWord, isMarked, looksSecret, REDACTED } from "../marks.ts";
import type { KeyKind } from "../keys.ts";
import type { Rule, Scope } from "../scope.ts";
import { authorizationEnd, cookieEnd } from "./headers.ts";
import { decodePercent } from "./percent.ts";

const LONGEST_KEY = 80;
const SEPARATOR = /[=:]/g;
const KEY_CHAR = /[\w.\-[\]%$]/;
const OPENING = /(\\*)(["'`])/y;
const PLAIN_END = /[\s"'<>&;,|)}\]\\`#]/g;
/** Words before `key` that make it a secret one: `api key: …`. */
const BEFORE_KEY = /(?:^|[^\w])((?:api|access|secret|private|account|signing)[ -])$/i;

export const assignments: Rule = {
  name: "assignment",
  applies: (text) =>
    /[=:]/.test(text) &&
    /pass|pwd|\bpw\b|srf|key|secret|jwt|token|cookie|auth|sess|\bsid\b|credential|sig|bearer|otp|mfa|mail|\buid\b|(?:user|owner|account|author|creator|member|uploader).?id\b/i
      .test(text),
  apply(text, scope) {
    let out = "";
    let copied = 0;
    SEPARATOR.lastIndex = 0;
    for (let at = next(text, 0); at !== -1; at = next(text, at + 1)) {
      if (at < copied) continue;
      const found = assignmentAt(text, at, copied, scope);
      if (found === undefined) continue;
      out += text.slice(copied, found.start) + found.value;
      copied = found.end;
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};

function next(text: string, from: number): number {
  SEPARATOR.lastIndex = from;
  return SEPARATOR.exec(text)?.index ?? -1;
}

interface Found {
  start: number;
  end: number;
  value: string;
}

function assignmentAt(text: string, at: number, from: number, scope: Scope): Found | undefined {
  if (text[at] === "=" && (text[at + 1] === "=" || "=!<>".includes(text[at - 1] ?? " "))) return undefined;
  const key = keyBefore(text, at, from);
  const kind = key === undefined ? undefined : scope.keyKind(key);
  if (key === undefined || kind === undefined) return undefined;
  const range = valueAfter(text, at, kind);
  const value = text.slice(range.start, range.end);
  if (isEmptyWord(value) || isMarked(value) || value.startsWith("{{")) {
    return undefined;
  }
  if (
    !range.quoted && text[at] === ":" &&
    !isSecretAfterColon(kind, value, text.slice(range.end, range.end + 2))
  ) {
    return undefined;
  }
  const next = scope.keyed(kind, key, value);
  return next === value ? undefined : { ...range, value: next };
}

/** The key that ends at a separator, without quotes, backslashes and blanks around it. */
function keyBefore(text: string, at: number, from: number): string | undefined {
  let end = at;
  while (end > from && at - end < 3 && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  while (end > from && at - end < 12 && /["'\\`]/.test(text[end - 1] ?? "")) end--;
  let start = end;
  while (start > from && end - start < LONGEST_KEY && KEY_CHAR.test(text[start - 1] ?? " ")) start--;
  if (start === end) return undefined;
  const key = decodePercent(text.slice(start, end));
  const word = key.toLowerCase() === "key"
    ? BEFORE_KEY.exec(text.slice(Math.max(from, start - 12), start))
    : null;
  return word === null ? key : (word[1] ?? "") + key;
}

function valueAfter(
  text: string,
  at: number,
  kind: KeyKind,
): { start: number; end: number; quoted: boolean } {
  let start = at + 1;
  if (text[start] === ">") start++;
  while (start - at < 6 && (text[start] === " " || text[start] === "\t")) start++;
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening !== null) {
    const begin = start + opening[0].length;
    return {
      start: begin,
      end: closingQuote(text, begin, opening[1] ?? "", opening[2] ?? '"'),
      quoted: true,
    };
  }
  const marked = text.startsWith(REDACTED, start);
  if (kind === "authorization" && !marked) {
    return { start, end: authorizationEnd(text, start), quoted: false };
  }
  if (kind === "cookie" && !marked) return { start, end: cookieEnd(text, start), quoted: false };
  PLAIN_END.lastIndex = marked ? start + REDACTED.length : start;
  let end = PLAIN_END.exec(text)?.index ?? text.length;
  while (end > start + 1 && /[.:?]/.test(text[end - 1] ?? "")) end--;
  return { start, end, quoted: false };
}

/** The quote with as many backslashes before it as the opening one had, or the end of the line. */
function closingQuote(text: string, from: number, slashes: string, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\n") return at;
    if (text[at] !== quote) continue;
    let before = 0;
    while (at - before > from && text[at - 1 - before] === "\\") before++;
    if (before === slashes.length) return at - before;
  }
  return text.length;
}

/** After a colon prose may follow (`session: expired`); a password may look like a word, unless more words follow. */
function isSecretAfterColon(kind: KeyKind, value: string, behind: string): boolean {
  if (kind === "password") return !(/^[a-z]+$/.test(value) && /^ [a-z]/.test(behind));
  if (kind === "user-id") return /^\d+$/.test(value);
  if (kind === "authorization") return /\s/.test(value) || looksSecret(value);
  if (kind === "cookie") return value.includes("=") || looksSecret(value);
  return looksSecret(value) || (kind === "api-key" && /\d/.test(value));
}
