/** Reads an unfinished command line: what does the word at its end stand for? */
import type { ArgumentShape, CommandShape, OptionShape } from "./shape.ts";

/** The place of the word that is being typed. */
export interface Spot {
  /** The command that it belongs to, without the program: `["record", "tail"]`. */
  path: readonly string[];
  command: CommandShape;
  /** Arguments of the command before it. */
  words: readonly string[];
  /** Values of options before it, by long name. */
  values: ReadonlyMap<string, readonly string[]>;
  /** What options before it set, see {@link OptionShape.sets}. */
  set: ReadonlySet<string>;
  /** What it may be; several where an option may have a value or none. */
  wants: readonly Want[];
  /** What stands before the value in the same word: `--tag=`. */
  lead: string;
  /** The value as far as it is typed. */
  typed: string;
}

/** One thing that a word may be. */
export type Want =
  | { kind: "command" }
  | { kind: "option" }
  | { kind: "value"; option: OptionShape }
  | { kind: "argument"; argument: ArgumentShape };

/**
 * Finds the place of the last word.
 *
 * @param root the program
 * @param line its words, without the program's name; the last one is being typed, and may be empty
 */
export function findSpot(root: CommandShape, line: readonly string[]): Spot {
  const reader = new Reader(root);
  for (const word of line.slice(0, -1)) reader.take(word);
  return reader.spotOf(line.at(-1) ?? "");
}

class Reader {
  readonly #root: CommandShape;
  #command: CommandShape;
  readonly #path: string[] = [];
  #words: string[] = [];
  readonly #values = new Map<string, string[]>();
  readonly #set = new Set<string>();
  /** The option whose value comes next. */
  #open: OptionShape | undefined;
  /** Behind `--` nothing is an option. */
  #ended = false;
  /** A word that names no command: nobody knows what follows. */
  #lost = false;

  constructor(root: CommandShape) {
    this.#root = root;
    this.#command = root;
  }

  take(word: string): void {
    if (this.#open !== undefined && this.#isValue(this.#open, word)) {
      this.#keep(this.#open, word);
      if (this.#open.takes !== "many") this.#open = undefined;
      return;
    }
    this.#open = undefined;
    if (this.#ended) this.#words.push(word);
    else if (word === "--") this.#ended = true;
    else if (word.startsWith("--")) this.#takeLong(word);
    else if (word.startsWith("-") && word.length > 1) this.#takeShort(word);
    else this.#takePlain(word);
  }

  spotOf(word: string): Spot {
    const { lead, typed, wants } = this.#wanted(word);
    return {
      path: this.#path,
      command: this.#command,
      words: this.#words,
      values: this.#values,
      set: this.#set,
      wants: this.#lost ? [] : wants,
      lead,
      typed,
    };
  }

  #wanted(word: string): Pick<Spot, "wants" | "lead" | "typed"> {
    const option = this.#open;
    const whole = { lead: "", typed: word };
    if (option !== undefined && this.#isValue(option, word)) {
      const value: Want = { kind: "value", option };
      return { ...whole, wants: option.takes === "perhaps" ? [value, ...this.#plainWants()] : [value] };
    }
    if (!this.#ended && word.startsWith("-")) {
      const [, long = "", typed = ""] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
      const named = long === "" ? undefined : this.#find(long);
      if (long === "") return { ...whole, wants: [{ kind: "option" }] };
      const wants: Want[] = named === undefined || named.takes === "nothing"
        ? []
        : [{ kind: "value", option: named }];
      return { lead: `${long}=`, typed, wants };
    }
    return { ...whole, wants: this.#plainWants() };
  }

  #plainWants(): Want[] {
    if (this.#command.commands.length > 0 && this.#words.length === 0) return [{ kind: "command" }];
    const { args } = this.#command;
    const last = args.at(-1);
    const argument = args[this.#words.length] ?? (last?.many === true ? last : undefined);
    return argument === undefined ? [] : [{ kind: "argument", argument }];
  }

  /** A value may begin with a dash where one must come. */
  #isValue(option: OptionShape, word: string): boolean {
    return option.takes === "one" || !word.startsWith("-");
  }

  #takeLong(word: string): void {
    const [name = "", value] = split(word);
    const option = this.#find(name);
    if (option === undefined) return;
    this.#set.add(option.sets);
    if (value !== undefined) this.#keep(option, value);
    else if (option.takes !== "nothing") this.#open = option;
  }

  /** `-v`, `-vq`, `-j 4`, `-j4`. */
  #takeShort(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const option = this.#known().find(({ short }) => short === `-${word[at]}`);
      if (option === undefined) return;
      this.#set.add(option.sets);
      if (option.takes === "nothing") continue;
      if (at + 1 < word.length) this.#keep(option, word.slice(at + 1));
      else this.#open = option;
      return;
    }
  }

  #takePlain(word: string): void {
    if (this.#command.commands.length === 0 || this.#words.length > 0) {
      this.#words.push(word);
      return;
    }
    const sub = this.#command.commands.find(({ name }) => name === word);
    if (sub === undefined) {
      this.#lost = true;
      return;
    }
    this.#path.push(word);
    // The words behind `help` are commands again.
    this.#command = sub.name === "help" ? { ...sub, args: [], commands: this.#command.commands } : sub;
    this.#words = [];
  }

  #keep(option: OptionShape, value: string): void {
    this.#values.set(option.long, [...this.#values.get(option.long) ?? [], value]);
  }

  #find(long: string): OptionShape | undefined {
    return this.#known().find((option) => option.long === long);
  }

  #known(): readonly OptionShape[] {
    return [...this.#command.options, ...this.#root.options];
  }
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
