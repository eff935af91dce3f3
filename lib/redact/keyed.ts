/** What may stand under a key that says its value is secret. */
import { isHarmless, type KeyKind, plainKey } from "./keys.ts";
import { isServiceAccount } from "./common_words.ts";
import { hasPseudonym, isEmptyWord, isMarked, REDACTED } from "./marks.ts";
import type { Pseudonyms } from "./pseudonym.ts";
import type { Scope } from "./scope.ts";

/** Secrets that machines make, and addresses: a short number under such a key counts something. */
const NO_NUMBERS = new Set<KeyKind>([
  "token",
  "session",
  "cookie",
  "csrf",
  "jwt",
  "signature",
  "bearer",
  "email",
]);

/**
 * The value that may be kept or shown under a secret key: a mark, a pseudonym, or the value itself when it
 * only counts, names or says nothing.
 *
 * @param kind what the key announces
 * @param key the key as written
 */
export function redactKeyed<Value extends string | number>(
  kind: KeyKind,
  key: string,
  value: Value,
  scope: Scope,
  pseudonyms: Pseudonyms,
): Value | string {
  if (isHarmless(key, value)) return typeof value === "string" ? scope.inner(value) : value;
  const text = String(value);
  if (isEmptyWord(text) || isMarked(text) || scope.allowed(text)) return value;
  if (kind === "user-id") return redactUserId(text, value, scope, pseudonyms);
  if (NO_NUMBERS.has(kind) && /^\d{1,3}$/.test(text)) return value;
  if (kind === "email") {
    const next = scope.inner(text);
    if (next !== text || hasPseudonym(text)) return next;
  }
  scope.hit(`key:${kind}`);
  if (kind === "session" && plainKey(key) === "session_id") return pseudonyms.session(text);
  for (const secret of secretsIn(kind, text)) scope.learn(secret);
  return REDACTED;
}

/** A number or a name of an account; what tells nothing (`anonymous`, `-1`) stays. */
function redactUserId<Value extends string | number>(
  text: string,
  value: Value,
  scope: Scope,
  pseudonyms: Pseudonyms,
): Value | string {
  if (Number(text) <= 0 || text === "anonymous" || isServiceAccount(text)) return value;
  if (/^\d+(?:\s?[,;|]\s?\d+)+$/.test(text)) {
    return text.replace(/\d+/g, (id) => String(redactUserId(id, id, scope, pseudonyms)));
  }
  if (!/^[\w.-]{1,64}$/.test(text)) return scope.inner(text);
  scope.hit("key:user-id");
  return pseudonyms.person(`id:${text}`);
}

/** The secrets inside a value: all of it, a credential without its scheme, the values of cookies. */
function secretsIn(kind: KeyKind, value: string): string[] {
  const secrets = [value];
  const credential = /^[A-Za-z][\w-]{2,20}\s+(\S+)$/.exec(value)?.[1];
  if (credential !== undefined) secrets.push(credential);
  if (kind === "cookie") {
    for (const pair of value.split(";")) {
      const at = pair.indexOf("=");
      const name = pair.slice(0, at).trim().toLowerCase();
      if (at > 0 && !/^(?:path|domain|expires|max-age|samesite)$/.test(name)) {
        secrets.push(pair.slice(at + 1).trim());
      }
    }
  }
  return secrets;
}
