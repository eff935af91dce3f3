/** Text of servers and files made fit for reports that other programs read: no escape sequences, no characters that formats forbid. */

// deno-lint-ignore no-control-regex
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
/** What XML 1.0 has no place for; the C1 controls are legal there, but no reader shows them. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * The text without terminal escapes; each character that XML 1.0 forbids (lone surrogates, too) is replaced by U+FFFD.
 *
 * @example
 * ```ts
 * import { plainText } from "./plain_text.ts";
 * plainText("\u001b[31mred\u001b[0m\u0000"); // "red\uFFFD"
 * ```
 */
export function plainText(text: string): string {
  return text.replace(ESCAPES, "").replace(FORBIDDEN, "\u{FFFD}");
}

/** The text on one line, cut to so many characters; never in the middle of a character. */
export function oneLine(text: string, most: number): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${cutText(line, most - 1)}…`;
}

/** The first so many UTF-16 units of a text, whole characters. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
