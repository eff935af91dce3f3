/**
 * The terminal. Everything printed goes through the redactor. With `--json` standard output holds JSON and
 * nothing else, and the words for people are left out; errors always go to standard error.
 */
import type { JsonValue } from "../lib/model/json.ts";
import type { LiveLines } from "./progress/live_lines.ts";
import { OwnPlaces, type Shown } from "../lib/redact/own_places.ts";
import { createRedactor, type Redactor } from "../lib/redact/redactor.ts";

/** How loud and in which form. */
export interface OutputOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  color: boolean;
}

/** Sinks for the two streams. */
export interface Streams {
  /** `done` is called when the text was handed over, or could not be; its memory may be used again. */
  stdout(text: string | Uint8Array, done?: (written: boolean) => void): void;
  stderr(text: string): void;
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof STYLES;

/** Prints for people and for machines. */
export class Output {
  options: OutputOptions = { json: false, quiet: false, verbose: false, color: false };
  /** Where words for people go: to standard error when a report takes standard output. */
  peopleTo: "stdout" | "stderr" = "stdout";
  /** Built-in rules only, until the data root and its rules are known ({@link useRedactor}). */
  redactor: Redactor = createRedactor();
  readonly #places = new OwnPlaces(() => this.redactor);
  readonly #streams: Streams;
  #live: LiveLines | undefined;
  /** Where the live lines are. */
  #liveTo: "stdout" | "stderr" = "stdout";

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** Prints through the redactor of a data root from now on. */
  useRedactor(redactor: Redactor): void {
    this.redactor = redactor;
  }

  /** Folders whose paths are printed as they are: a person is to find what the program names. */
  showPlaces(cwd: string, ...folders: string[]): void {
    for (const folder of folders) this.#places.add(folder, cwd);
  }

  /** Redacts what is printed; {@link Output.redactor} is for what is stored. */
  get shown(): Shown {
    return this.#places;
  }

  /** Lines at the foot of the terminal from now on, where words for people go; or none any more. */
  showLive(live: LiveLines | undefined): void {
    const erased = this.#live?.erase() ?? "";
    if (erased !== "") this.#streams[this.#liveTo](erased);
    this.#live = live;
    this.#liveTo = this.peopleTo;
    this.refreshLive();
  }

  /** Draws the live lines where they have changed. */
  refreshLive(): void {
    const text = this.#live?.refresh() ?? "";
    if (text !== "") this.#streams[this.#liveTo](text);
  }

  /** A line for people on standard output; nothing with `--json` or `--quiet`. */
  line(text = ""): void {
    if (!this.options.json && !this.options.quiet) this.#print(this.shown.text(text) + "\n");
  }

  /** Lines for people, handed over together. */
  lines(texts: readonly string[]): void {
    if (texts.length === 0 || this.options.json || this.options.quiet) return;
    this.#print(texts.map((text) => `${this.shown.text(text)}\n`).join(""));
  }

  /** A line for people that only `--verbose` shows. */
  detail(text: string): void {
    if (this.options.verbose) this.line(text);
  }

  /** The result for people, printed also with `--quiet`. */
  result(text: string): void {
    if (!this.options.json) this.#print(this.shown.text(text) + "\n");
  }

  /** A whole document on standard output that is clean already. */
  document(text: string): void {
    this.#write("stdout", text);
  }

  /** One JSON document (or JSONL line, with `compact`) on standard output, with `--json` only. */
  json(document: unknown, compact = false): void {
    if (!this.options.json) return;
    const plain = JSON.parse(JSON.stringify(document)) as JsonValue;
    this.#write("stdout", JSON.stringify(this.shown.json(plain), null, compact ? undefined : 2) + "\n");
  }

  /** JSONL that went through {@link Output.redactor} already; resolves when its memory may be used again, with false when nobody got them. */
  jsonLines(lines: string | Uint8Array): Promise<boolean> {
    return new Promise((resolve) => this.#streams.stdout(lines, resolve));
  }

  /** Resolves when all that was printed has been handed over; with false when it could not be. */
  flushed(): Promise<boolean> {
    return this.jsonLines("");
  }

  /** The document of a command that did what it should. */
  done(document: Record<string, unknown>): void {
    this.json({ verdict: "passed", exit_code: 0, ...document });
  }

  /** A warning or error on standard error. */
  warn(text: string): void {
    this.#write("stderr", this.shown.text(text) + "\n");
  }

  /** Text for people. */
  #print(text: string): void {
    this.#write(this.peopleTo, text);
  }

  /** Whole lines, above the live ones where there are any: both streams may be the same terminal. */
  #write(to: "stdout" | "stderr", text: string): void {
    const live = this.#live;
    if (live === undefined) return this.#streams[to](text);
    if (to === this.#liveTo) return this.#streams[to](live.above(text));
    const hidden = live.hide();
    if (hidden === "") return this.#streams[to](text);
    this.#streams[this.#liveTo](hidden);
    this.#streams[to](text);
    this.#streams[this.#liveTo](live.show());
  }

  /** The text in a style, when colours are on. */
  style(text: string, ...styles: Style[]): string {
    if (!this.options.color) return text;
    return styles.map((style) => `\x1b[${STYLES[style]}m`).join("") + text + "\x1b[0m";
  }
}
