/**
 * Which key names say that their value is secret. The server's own rule (lower case, other characters to
 * `_`; contains password, secret, token, session, jwt, api_key; exactly email, auth, cookie, …) and more,
 * but names such as `session_len` or `tokens_used` keep their numbers.
 */

/** Kind of secret that a key announces; the rule in the counts is `key:<kind>`. */
export type KeyKind = string;

const KINDS: readonly [KeyKind, RegExp][] = [
  [
    "password",
    /passw(?:or)?d|passwort|passphrase|(?:^|_)pass_(?:w(?:or)?d|phrase)|(?:^|_)pwd$|^pass$|^pw$|(?:user|db|login|smtp|http|admin|root|proxy)_?pass$/,
  ],
  ["csrf", /csrf|xsrf/],
  ["api-key", /(?:api|access|account|auth|subscription|private|encryption|signing)_?key/],
  ["secret", /secret/],
  ["jwt", /jwt/],
  ["token", /token(?!i[sz])/],
  ["cookie", /cookie/],
  ["authorization", /authori[sz]ation|^auth$|^x_auth|^(?:basic|http|proxy)_auth$/],
  ["session", /session|^sid$|sessid/],
  ["credential", /credential/],
  ["signature", /signature|(?:^|_)sig$/],
  ["bearer", /bearer/],
  ["one-time-code", /^(?:t?otp|mfa_code|one_time_code)$/],
  ["user-id", /(?:^|_)(?:user|owner|account|author|creator|member|uploader)_?ids?$|^uids?$/],
  ["email", /(?:^|_)e?_?mails?(?:_address(?:es)?)?(?:_?\d{1,3})?$/],
];
const CANDIDATE =
  /pass|pwd|^pw$|srf|key|secret|jwt|token|cookie|auth|sess|^sid$|credential|sig|bearer|otp|mfa|one.?time|mail|uid|(?:user|owner|account|author|creator|member|uploader).?ids?$/i;
const COUNTING =
  /_(?:len|length|count|used|limit|ttl|timeout|lifetime|expires|expires_in|expires_at|expiry)$/;
const COUNTING_MORE =
  /_(?:age|size|index|version|seconds|minutes|max|min)$|^(?:num|n|max|min|total|count)_|tokens$/;
const NAMING = /_(?:type|class|kind|name|mode|field|header|status|state|scheme|alg|algorithm|url|uri|path)$/;

/** `password_env: STAGING_PASSWORD` in an overlay: the name of an environment variable, in its usual spelling. */
const ENV_KEY = /_env$/;
const ENV_NAME = /^[A-Z][A-Z0-9]{1,31}(?:_[A-Z][A-Z0-9]{0,31}){1,6}$/;

/** `sessionId` and `Set-Cookie` become `session_id` and `set_cookie`. */
export function plainKey(key: string): string {
  const known = PLAIN.get(key);
  if (known !== undefined) return known;
  const plain = plainOf(key);
  if (PLAIN.size >= MOST_PLAIN) PLAIN.clear();
  if (key.length <= 100) PLAIN.set(key, plain);
  return plain;
}

/** The same keys come again and again. */
const PLAIN = new Map<string, string>();
const MOST_PLAIN = 5_000;

function plainOf(key: string): string {
  return asWord(key.replace(/([a-z0-9])([A-Z])/g, "$1_$2"));
}

function asWord(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
}

/**
 * The kind of secret that a key announces, if any.
 *
 * @example
 * ```ts
 * import { keyKind } from "./keys.ts";
 * keyKind("X-CSRFToken"); // "csrf"
 * keyKind("landuse_mode"); // undefined
 * ```
 */
export function keyKind(key: string): KeyKind | undefined {
  if (key.length > 200 || !CANDIDATE.test(key)) return undefined;
  const plain = plainKey(key);
  // The server looks at `passWord` without telling its words apart.
  const whole = asWord(key);
  return KINDS.find(([, pattern]) => pattern.test(plain) || pattern.test(whole))?.[0];
}

/** Keys whose object is a person: `user: {id: 7}`. */
const PERSON_KEYS =
  /^(?:(?:current|created|started|updated|login)_)?(?:users?|owners?|authors?|creators?|member)$/;
/** Cheap: most parents name no person. */
const PERSON = /user|owner|author|creator|member/i;

/**
 * The kind of a key inside the object of another key: the `id` of a `user` is a user id.
 *
 * @param kindOf the kinds in effect, which the user may have changed
 */
export function kindInside(
  parent: string | undefined,
  key: string,
  kindOf: (key: string) => KeyKind | undefined,
): KeyKind | undefined {
  if (key !== "id" || parent === undefined || parent.length > 40 || !PERSON.test(parent)) return undefined;
  return PERSON_KEYS.test(plainKey(parent)) ? kindOf("user_id") : undefined;
}

/** True when a key only counts or names something, and the value is such a number, date or name. */
export function isHarmless(key: string, value: string | number): boolean {
  const plain = plainKey(key);
  if (COUNTING.test(plain) || COUNTING_MORE.test(plain)) {
    return typeof value === "number" ||
      /^(?:\d{1,10}(?:\.\d+)?|\d{4}-\d\d-\d\d[T ]?[\d:.]*(?:Z|\+00:00)?)$/.test(value);
  }
  if (ENV_KEY.test(plain) && typeof value === "string" && ENV_NAME.test(value)) return true;
  if (!NAMING.test(plain) || typeof value === "number") return false;
  return /^[A-Za-z][A-Za-z_-]{0,31}$/.test(value) || /^(?:https?:\/)?\/[^?#\s]*$/.test(value);
}
