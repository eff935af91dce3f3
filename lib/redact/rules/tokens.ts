/** Secrets that show what they are: JWTs, bearer and basic credentials, keys of known providers, private keys. */
import { Buffer } from "node:buffer";
import { REDACTED } from "../marks.ts";
import type { Rule } from "../scope.ts";

const JWT = /eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g;
const BEARER = /\b(bearer|basic)(\s{1,4}|%20|\+)([\w.~+/=-]{4,4096})/gi;
const PROVIDER =
  /\b(?:AIza[\w-]{30,}|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[opsur]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|sk-[\w-]{20,}|sk_(?:live|test)_\w{16,})/g;
const PEM = /-----BEGIN ([A-Z ]{0,40}PRIVATE KEY)-----[^-]{0,20000}(?:-----END \1-----)?/g;
/** Words that follow "bearer" or "basic" in prose. */
const PROSE = new Set(
  ("token tokens auth authentication authorization authorisation scheme realm error workflow session sessions value " +
    "values header headers credential credentials string strings format mode settings setting login user info access")
    .split(" "),
);

export const tokens: Rule = {
  name: "token",
  applies: (text) =>
    text.length >= 8 &&
    /eyJ|bearer|basic|AIza|AKIA|ASIA|gh[opsur]_|github_pat_|glpat-|xox|sk[-_]|-----BEGIN/i.test(text),
  apply(text, scope) {
    const mark = (rule: string) => {
      scope.hit(rule);
      return REDACTED;
    };
    return text
      .replace(PEM, () => mark("private-key"))
      .replace(JWT, (found) => found.includes(".") ? mark("jwt") : found)
      .replace(BEARER, (found: string, scheme: string, space: string, value: string) => {
        if (!isCredential(scheme, value)) return found;
        scope.learn(value);
        return scheme + space + mark(scheme.toLowerCase());
      })
      .replace(PROVIDER, () => mark("provider-key"));
  },
};

function isCredential(scheme: string, value: string): boolean {
  if (scheme.toLowerCase() === "bearer") {
    const word = value.replace(/[.:,]+$/, "");
    // A word of prose, or an option behind a file of that name: `--bearer-file ~/bearer --keep-going`.
    const isWord = scheme === "bearer" && /^(?:[a-z]{1,8}|--[a-z]+(?:-[a-z]+)*)$/.test(word);
    return !PROSE.has(word.toLowerCase()) && !isWord;
  }
  if (!/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(value)) return false;
  const text = Buffer.from(value, "base64").toString("latin1");
  return /^[\x20-\x7e\x80-\xff]*:[\x20-\x7e\x80-\xff]*$/.test(text);
}
