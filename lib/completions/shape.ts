/** What completion has to know of a command line: its commands, options and arguments, as plain data. */

/** A command with all that is below it. */
export interface CommandShape {
  name: string;
  summary: string;
  commands: readonly CommandShape[];
  /** Those that every command takes come last. */
  options: readonly OptionShape[];
  args: readonly ArgumentShape[];
}

/** What an option takes: nothing, one value, one or none, or every word up to the next option. */
export type Takes = "nothing" | "one" | "perhaps" | "many";

/** One option. */
export interface OptionShape {
  /** `--run-dir`. */
  long: string;
  /** `-j`. */
  short?: string;
  summary: string;
  takes: Takes;
  /** The word in its brackets: `dir`. */
  placeholder: string;
  choices: readonly string[];
  repeatable: boolean;
  /** What it sets; `--interactive` and `--no-interactive` set the same. */
  sets: string;
  /** It is accepted, and not offered. */
  hidden: boolean;
}

/** One argument. */
export interface ArgumentShape {
  name: string;
  choices: readonly string[];
  /** It takes every word that follows. */
  many: boolean;
}

/** One offer: what the user may type, and what it means. */
export interface Offer {
  value: string;
  summary?: string;
}
