/**
 * `key=value` and `key: value` in any text: queries, forms, headers, log lines, settings, and JSON or Python
 * text that other rules could not unwrap. Looks at each separator and reads the key before it.
 */
import { isEmptyWord, isMarked, looksSecret, REDACTED } from "../marks.ts";
import type { KeyKind } from "../keys.ts";
import type { Rule, Scope } from "../scope.ts";
import { authorizationEnd, cookieEnd } from "./headers.ts";
import { decodePercent } from "./percent.ts";
import { isContainerKey } from "./json_text.ts";
import { groupAt, quotedAt } from "./quoted.ts";

const LONGEST_KEY = 80;
const SEPARATOR = /[=:]/g;
const KEY_CHAR = /[\w.\-[\]%$]/;
const PLAIN_END = /[\s"'<>&;,|)}\]\\`#]/g;
/** `user_ids=4,7` */
const NUMBERS = /\d+(?:,\d+)+/y;
/** Words before `key` that make it a secret one: `api key: …`. */
const BEFORE_KEY = /(?:^|[^\w])((?:api|access|secret|private|account|signing)[ -])$/i;

export const assignments: Rule = {
  name: "assignment",
  applies: (text) =>
    /[=:]/.test(text) &&
    /pass|pwd|\bpw\b|srf|key|secret|jwt|token|cookie|auth|sess|\bsid\b|credential|sig|bearer|otp|mfa|mail|\buids?\b|(?:user|owner|account|author|creator|member|uploader).?ids?\b/i
      .test(text),
  apply(text, scope) {
    let out = "";
    let copied = 0;
    for (let at = next(text, 0); at !== -1; at = next(text, at + 1)) {
      const found = assignmentAt(text, at, copied, scope);
      for (const { start, end, value } of found?.edits ?? []) {
        out += text.slice(copied, start) + value;
        copied = end;
      }
      at = Math.max(at, (found?.behind ?? 0) - 1);
    }
    return copied === 0 ? text : out + text.slice(copied);
  },
};

function next(text: string, from: number): number {
  SEPARATOR.lastIndex = from;
  return SEPARATOR.exec(text)?.index ?? -1;
}

interface Edit {
  start: number;
  end: number;
  value: string;
}

interface Found {
  edits: Edit[];
  /** Place behind what was judged. */
  behind: number;
}

function assignmentAt(text: string, at: number, from: number, scope: Scope): Found | undefined {
  if (text[at] === "=" && (text[at + 1] === "=" || "=!<>".includes(text[at - 1] ?? " "))) return undefined;
  const key = keyBefore(text, at, from);
  const kind = key === undefined ? undefined : scope.keyKind(key);
  if (key === undefined || kind === undefined) return undefined;
  const start = valueStart(text, at);
  const edit = (from: number, to: number): Edit[] => {
    const value = text.slice(from, to);
    if (isEmptyWord(value) || isMarked(value) || value.startsWith("{{")) return [];
    const next = scope.keyed(kind, key, value);
    return next === value ? [] : [{ start: from, end: to, value: next }];
  };
  const quoted = quotedAt(text, start);
  if (quoted !== undefined) {
    const edits = edit(quoted.start, quoted.end);
    return { edits, behind: edits.length === 0 ? at : quoted.end };
  }
  const group = text[start] === "{" && isContainerKey(kind) ? undefined : groupAt(text, start);
  if (group !== undefined) {
    return {
      edits: group.values.flatMap((value) => edit(value.start, value.end)),
      behind: Math.max(at, group.behind),
    };
  }
  const end = plainEnd(text, start, kind, key);
  const value = text.slice(start, end);
  if (text[at] === ":" && !isSecretAfterColon(kind, value, text.slice(end, end + 2))) return undefined;
  const edits = edit(start, end);
  return { edits, behind: edits.length === 0 ? at : end };
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

function valueStart(text: string, at: number): number {
  let start = at + 1;
  if (text[start] === ">") start++;
  while (start - at < 6 && (text[start] === " " || text[start] === "\t")) start++;
  return start;
}

/** The end of a value without quotes. */
function plainEnd(text: string, start: number, kind: KeyKind, key: string): number {
  const marked = text.startsWith(REDACTED, start);
  if (kind === "authorization" && !marked) return authorizationEnd(text, start);
  if (kind === "cookie" && !marked) return cookieEnd(text, start);
  if (kind === "user-id" && /ids$/i.test(key)) {
    NUMBERS.lastIndex = start;
    if (NUMBERS.test(text)) return NUMBERS.lastIndex;
  }
  PLAIN_END.lastIndex = marked ? start + REDACTED.length : start;
  let end = PLAIN_END.exec(text)?.index ?? text.length;
  while (end > start + 1 && /[.:?]/.test(text[end - 1] ?? "")) end--;
  return end;
}

/** After a colon prose may follow (`session: expired`); a password may look like a word, unless more words follow. */
function isSecretAfterColon(kind: KeyKind, value: string, behind: string): boolean {
  if (kind === "password") return !(/^[a-z]+$/.test(value) && /^ [a-z]/.test(behind));
  if (kind === "user-id") return /^\d+$/.test(value);
  if (kind === "authorization") return /\s/.test(value) || looksSecret(value);
  if (kind === "cookie") return value.includes("=") || looksSecret(value);
  return looksSecret(value) || (kind === "api-key" && /\d/.test(value));
}
