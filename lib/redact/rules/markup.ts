/** Values of named fields in HTML forms, XML elements and multipart bodies. */
import type { Rule, Scope } from "../scope.ts";

const TAG = /<(?:input|meta|button|option)\b[^<>]{0,4000}>/gi;
const NAME = /\b(?:name|id)\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const VALUE = /(\b(?:value|content)\s{0,5}=\s{0,5})(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const PART =
  /(;\s{0,5}name="([^"\r\n]{1,200})"[^\r\n]{0,500}(?:\r?\n[^\r\n]{1,500}){0,4}\r?\n\r?\n)([^\r\n]+)/gi;
/** `<password>x</password>`, and the same on a page that shows it; the end may be cut off. */
const ELEMENT =
  /(<(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,80})(?:\s[^<>]{0,1000})?>\s{0,100}(?:<!\[CDATA\[)?)([^<>\s][^<>]{0,3999})(?=<\/|\]\]>|<$|$)/g;
const ESCAPED =
  /(&lt;(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,80})(?:\s(?:[^<>&]|&(?!lt;|gt;)){0,1000})?&gt;\s{0,100})((?:[^<>&\s]|&(?!lt;|gt;))(?:[^<>&]|&(?!lt;|gt;)){0,3999})(?=&lt;\/|$)/g;

export const markup: Rule = {
  name: "markup",
  applies: (text) => /<[A-Za-z_]|&lt;[A-Za-z_]/.test(text) || text.includes("form-data"),
  apply(text, scope) {
    const named = (whole: string, head: string, name: string, value: string) => {
      const kind = scope.keyKind(name);
      return kind === undefined ? whole : head + scope.keyed(kind, name, value);
    };
    return text.replace(TAG, (tag) => redactTag(tag, scope)).replace(PART, named).replace(ELEMENT, named)
      .replace(ESCAPED, named);
  },
};

function redactTag(tag: string, scope: Scope): string {
  const name = firstGroup(NAME.exec(tag), 1);
  const kind = name === undefined ? undefined : scope.keyKind(name);
  if (name === undefined || kind === undefined) return tag;
  return tag.replace(VALUE, (...match: (string | undefined)[]) => {
    const value = firstGroup(match, 2) ?? "";
    const next = scope.keyed(kind, name, value);
    return next === value ? match[0] ?? "" : `${match[1] ?? ""}"${next}"`;
  });
}

function firstGroup(match: readonly (string | undefined)[] | null, from: number): string | undefined {
  return match?.slice(from, from + 3).find((group) => typeof group === "string");
}
