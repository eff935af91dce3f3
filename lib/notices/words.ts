/** The command of a notice, taken apart and filled in without any shell. */
import { messageOf, ProfileError } from "../errors.ts";
import { splitWords } from "../programs/split_words.ts";

/** What may stand between `{` and `}`. */
const PLACES = ["summary", "verdict", "report", "dir"] as const;

/** Values of one invocation. */
export type NoticeValues = Record<typeof PLACES[number], string>;

/** `%{http_code}` and `${NAME}` are words of other programs. */
const PLACE = /(?<![%$])\{(\w+)\}/g;

/**
 * The words of a command, checked before anything is played.
 *
 * @param option its long name, without dashes
 * @param command one line, or the words themselves
 * @throws ProfileError usage for an open quote, no word, or a name in `{}` that is not known
 * @example
 * ```ts
 * import { noticeWords } from "./words.ts";
 * noticeWords("notify-command", "mail -s '{summary}' qa@example.org"); // ["mail", "-s", "{summary}", …]
 * ```
 */
export function noticeWords(option: string, command: string | readonly string[]): string[] {
  const line = typeof command === "string" ? command : command.join(" ");
  let words: string[];
  try {
    words = typeof command === "string" ? splitWords(command) : [...command];
  } catch (error) {
    throw fault(option, line, messageOf(error));
  }
  if (words.length === 0 || words[0] === "") throw fault(option, line, "it names no program");
  for (const [, name = ""] of words.join(" ").matchAll(PLACE)) {
    if (!PLACES.some((place) => place === name)) throw fault(option, line, `{${name}} is not known`);
  }
  return words;
}

/** The words with their values; a value stays within its word, whatever is in it. */
export function fillNotice(words: readonly string[], values: NoticeValues): string[] {
  return words.map((word) => word.replace(PLACE, (_, name: keyof NoticeValues) => values[name]));
}

function fault(option: string, line: string, why: string): ProfileError {
  return new ProfileError("usage", `--${option} "${line}" cannot be used: ${why}`, {
    remedy: `Write program and arguments; known are ${PLACES.map((name) => `{${name}}`).join(", ")}`,
  });
}
