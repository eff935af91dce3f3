/**
 * The terminal. Everything printed goes through the redactor. With `--json` standard output holds JSON and
 * nothing else, and the words for people are left out; errors always go to standard error.
 */
import type { JsonValue } from "../lib/model/json.ts";
import type { LiveLines } from "./live_lines.ts";
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

  /** Lines at the foot of the terminal from now on, or none any more. */
  showLive(live: LiveLines | undefined): void {
    const erased = this.#live?.erase() ?? "";
    this.#live = live;
    if (erased !== "") this.#streams.stdout(erased);
    this.refreshLive();
  }

  /** Draws the live lines where they have changed. */
  refreshLive(): void {
    const text = this.#live?.refresh() ?? "";
    if (text !== "") this.#streams.stdout(text);
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
    this.#streams.stdout(text);
  }

  /** One JSON document (or JSONL line, with `compact`) on standard output, with `--json` only. */
  json(document: unknown, compact = false): void {
    if (!this.options.json) return;
    const plain = JSON.parse(JSON.stringify(document)) as JsonValue;
    this.#streams.stdout(JSON.stringify(this.shown.json(plain), null, compact ? undefined : 2) + "\n");
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
    const erased = this.#live?.erase() ?? "";
    if (erased !== "") this.#streams.stdout(erased);
    this.#streams.stderr(this.shown.text(text) + "\n");
    this.refreshLive();
  }

  /** Text for people: above the live lines, where there are any. */
  #print(text: string): void {
    if (this.peopleTo === "stderr") this.#streams.stderr(text);
    else this.#streams.stdout(this.#live === undefined ? text : this.#live.above(text));
  }

  /** The text in a style, when colours are on. */
  style(text: string, ...styles: Style[]): string {
    if (!this.options.color) return text;
    return styles.map((style) => `\x1b[${STYLES[style]}m`).join("") + text + "\x1b[0m";
  }
}
