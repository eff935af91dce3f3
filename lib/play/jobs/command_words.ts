/** A command written as one line, taken apart and filled in without any shell. */
import { messageOf, ProfileError } from "../../errors.ts";
import { splitWords } from "../../programs/split_words.ts";

/** What may stand in a job command between `{{` and `}}`. */
const NAMES = ["job", "run_id", "config", "run_dir", "payload_file"] as const;

/** Values for one job. */
export type CommandValues = Record<typeof NAMES[number], string>;

/**
 * The words of a command line: separated by blanks, `'…'` and `"…"` keep blanks, a backslash keeps the next
 * character. Nothing is looked up: no variables, no patterns, no pipes.
 *
 * @param command one line, or the words themselves
 * @throws ProfileError usage for an open quote, no word, or a name in `{{}}` that is not known
 * @example
 * ```ts
 * import { commandWords } from "./command_words.ts";
 * commandWords("docker compose exec -T web python -m 'my jobs' {{job}}"); // [… "python", "-m", "my jobs", "{{job}}"]
 * ```
 */
export function commandWords(command: string | readonly string[]): string[] {
  const line = typeof command === "string" ? command : command.join(" ");
  const words = typeof command === "string" ? wordsOf(command) : [...command];
  if (words.length === 0) throw fault(line, "it is empty");
  for (const [, name = ""] of words.join(" ").matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
    if (!(NAMES as readonly string[]).includes(name)) throw fault(line, `{{${name}}} is not known`);
  }
  return words;
}

function wordsOf(line: string): string[] {
  try {
    return splitWords(line);
  } catch (error) {
    throw fault(line, messageOf(error));
  }
}

/** The words with their values; a value stays within its word, whatever is in it. */
export function fillWords(words: readonly string[], values: CommandValues): string[] {
  return words.map((word) =>
    word.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: keyof CommandValues) => values[name])
  );
}

function fault(line: string, why: string): ProfileError {
  return new ProfileError("usage", `The job command "${line}" cannot be used: ${why}`, {
    remedy: `Write program and arguments; known are ${NAMES.map((name) => `{{${name}}}`).join(", ")}`,
  });
}
