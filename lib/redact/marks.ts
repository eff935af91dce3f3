/** What stands in place of a secret, and how to know it again: redacting twice changes nothing. */

/** Stands where a value was. */
export const REDACTED = "[redacted]";
/** Stands where a host was inside a URL, so that the URL stays one. */
export const REDACTED_HOST = "redacted.invalid";

const PSEUDONYM = /^(?:user-[0-9a-f]{8}(?:@redacted\.invalid)?|session-[0-9a-f]{8})$/;
const USER_PSEUDONYM = /user-[0-9a-f]{8}@redacted\.invalid/;
/** Everything that stands in place of something that was taken out, inside text. */
export const MARKS =
  /\[redacted\]|%5Bredacted%5D|(?:(?<=%[0-9A-Fa-f]{2})|\b)user-[0-9a-f]{8}(?:(?:@|%40)redacted\.invalid)?|(?:(?<=%[0-9A-Fa-f]{2})|\b)session-[0-9a-f]{8}(?![0-9a-f])|redacted\.invalid/gi;
/** Words that stand for "nothing" or for a choice, never for a secret. */
const EMPTY_WORDS = new Set(
  "true false null none nil undefined nan yes no on off include omit same-origin required missing".split(" "),
);

/** A variable of ours that stands for a secret in a command that people copy: `$PROFILE_BEARER`. */
const VARIABLE = /^(?:Bearer )?\$\{?PROFILE_[A-Z0-9_]+\}?$/;

/** True when the whole value is a mark, a pseudonym, a template (`{{secret.NAME}}`), a variable of ours or a hole. */
export function isMarked(value: string): boolean {
  const text = value.trim();
  return text === REDACTED || text === "%5Bredacted%5D" || text === "%5bredacted%5d" ||
    PSEUDONYM.test(text) || VARIABLE.test(text) ||
    /^\{\{[^{}]*\}\}$/.test(text) || text.startsWith("!hole");
}

/** True when a pseudonym of a user stands somewhere in the value. */
export function hasPseudonym(value: string): boolean {
  return USER_PSEUDONYM.test(value);
}

/** True for values that cannot be secret whatever their key: empty, `***`, `true`, `null`, … */
export function isEmptyWord(value: string): boolean {
  const word = value.trim().toLowerCase();
  return value.length <= 12 && (/^[*.…•]*$/.test(word) || EMPTY_WORDS.has(word));
}

/**
 * True when a value looks like a secret and not like a word: mixed kinds of characters, or very long.
 *
 * @param value the value alone, without its key
 */
export function looksSecret(value: string): boolean {
  if (value.length < 6) return false;
  const head = value.slice(0, 200);
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\s]/].filter((kind) => kind.test(head)).length;
  if (kinds >= 3) return true;
  if (/^[A-Za-z]*$/.test(head)) return value.length >= (kinds === 2 ? 16 : 20);
  return kinds === 2 ? value.length >= 8 : value.length >= 20;
}
