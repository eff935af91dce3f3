/** Takes a value that a reviewer found secret out of everything that a draft holds. */
import { isObject, type JsonValue, parseJson } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { plainForms } from "../redact/literals.ts";
import { REDACTED } from "../redact/marks.ts";
import type { Redactor } from "../redact/redactor.ts";

/** From this length on a value is taken out wherever it stands; shorter ones stand in other words. */
const ANYWHERE = 6;

/** A secret and the key that it stood under. */
export interface SecretValue {
  key: string;
  text: string;
}

/**
 * A name for a secret that no other has: `PASSWORD`, `PASSWORD_2`.
 *
 * @param key the key that the value stands under
 */
export function secretName(key: string, taken: ReadonlySet<string>): string {
  const base = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase().replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "").slice(0, 40) || "VALUE";
  for (let count = 1;; count++) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Makes the secret known to the redactor; numbers from 6 characters on only, for short ones are counts elsewhere. */
export function learnSecret(redactor: Redactor, { text }: SecretValue): void {
  redactor.learn(text, { declared: !/^[\d.+-]*$/.test(text) });
}

/** True when the value is long enough to be looked for in any text. */
export function isLong({ text }: SecretValue): boolean {
  return text.length >= ANYWHERE;
}

/** Text with another in place of each form of a long secret. */
export function replaceForms(text: string, secret: SecretValue, instead: string): string {
  if (!isLong(secret)) return text;
  return plainForms(secret.text).toSorted((a, b) => b.length - a.length)
    .reduce((out, form) => out.replaceAll(form, instead), text);
}

/**
 * A value of the profile without the secret: under its key, and when it is long anywhere, `{{secret.NAME}}` stands
 * instead. A suggestion that holds it goes.
 */
export function withoutSecret(value: unknown, secret: SecretValue, name: string, key = ""): unknown {
  const template = `{{secret.${name}}}`;
  if (value instanceof Hole) {
    const { suggestion, reason } = value;
    if (suggestion === undefined) return value;
    const clean = withoutSecret(suggestion.value, secret, name, key);
    return clean === suggestion.value ? value : new Hole(reason);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutSecret(item, secret, name, key));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([each, item]) =>
      [each, withoutSecret(item, secret, name, each)] as const
    );
    return entries.some(([each, item]) => item !== value[each]) ? Object.fromEntries(entries) : value;
  }
  if (value === null || value === undefined) return value;
  if (String(value) === secret.text && (key === secret.key || isLong(secret))) return template;
  return typeof value === "string" ? replaceForms(value, secret, template) : value;
}

/** Text of a file of the draft (JSON, JSONL or any other) without the secret. */
export function cleanFile(
  text: string,
  secrets: readonly SecretValue[],
  where: string,
  redactor: Redactor,
): string {
  const keyed = secrets.reduce((out, secret) => linewise(out, secret), text);
  return redactor.text(keyed, where);
}

/** JSON as a whole, or line by line; other text by its forms. */
function linewise(text: string, secret: SecretValue): string {
  if (parseJson(text) !== undefined) return cleanLine(text, secret);
  return text.split("\n").map((line) => cleanLine(line, secret)).join("\n");
}

/** One JSON value as text, or one line of other text, without the secret. */
export function cleanLine(line: string, secret: SecretValue): string {
  const json = /^\s*[[{]/.test(line) ? parseJson(line) : undefined;
  if (json === undefined) return replaceForms(line, secret, REDACTED);
  const next = cleanJson(json, secret, "");
  if (next === json) return line;
  return line.includes("\n") ? JSON.stringify(next, null, 2) + "\n" : JSON.stringify(next);
}

function cleanJson(value: JsonValue, secret: SecretValue, key: string): JsonValue {
  if (Array.isArray(value)) {
    const items = value.map((item) => cleanJson(item, secret, key));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([each, item]) =>
      [replaceForms(each, secret, REDACTED), cleanJson(item as JsonValue, secret, each)] as const
    );
    return entries.some(([each, item]) => !Object.hasOwn(value, each) || item !== value[each])
      ? Object.fromEntries(entries)
      : value;
  }
  if (value === null) return value;
  if (String(value) === secret.text && (key === secret.key || isLong(secret))) return REDACTED;
  return typeof value === "string" ? cleanString(value, secret) : value;
}

/** A string may hold JSON, or a form, in which the key stands. */
function cleanString(text: string, secret: SecretValue): string {
  const inner = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (inner !== undefined) {
    const next = cleanJson(inner, secret, "");
    return next === inner ? text : JSON.stringify(next);
  }
  const whole = text.split(/(?<=[&?])|(?=[&#])/).map((pair) => {
    const at = pair.indexOf("=");
    if (at === -1 || decoded(pair.slice(0, at)) !== secret.key) return pair;
    return decoded(pair.slice(at + 1)) === secret.text ? `${pair.slice(0, at + 1)}${REDACTED}` : pair;
  }).join("");
  return replaceForms(whole, secret, REDACTED);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
