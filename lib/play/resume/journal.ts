/** Writes the journal of a play: each line is in the file before the next thing is done. */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Verdict } from "../../model/exit.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { cannotWrite } from "../cannot_write.ts";
import { JOURNAL, type JournalLine } from "./format.ts";

/** The journal of one play. */
export class PlayJournal {
  readonly path: string;
  readonly #redactor: Redactor;
  #file: number | undefined;
  #ended = false;

  constructor(resultDir: string, redactor: Redactor) {
    this.path = join(resultDir, JOURNAL);
    this.#redactor = redactor;
  }

  /**
   * Appends a line.
   *
   * @param options.flush true when it must be on the disk before the next thing is done: what is sent cannot be
   *   called back
   * @throws ProfileError unavailable when it cannot be written
   */
  write(line: JournalLine, options: { flush?: boolean } = {}): void {
    let whole: number | undefined;
    try {
      this.#file ??= openWhole(this.path);
      whole = fstatSync(this.#file).size;
      const clean = this.#redactor.json(line as unknown as JsonValue);
      const bytes = new TextEncoder().encode(`${JSON.stringify(clean)}\n`);
      for (let from = 0; from < bytes.length;) from += writeSync(this.#file, bytes, from);
      if (options.flush === true) fdatasyncSync(this.#file);
    } catch (error) {
      this.#takeBack(whole);
      throw cannotWrite(this.path, error);
    }
  }

  /** Keeps a value that a step saved; of a secret only that there is one. */
  saved(at: number, name: string, value: JsonValue): void {
    const isPlain = isDeepStrictEqual(this.#redactor.json({ [name]: value }), { [name]: value });
    this.write({ kind: "saved", at, name, ...(isPlain ? { value } : {}) });
  }

  /** Half a line must not have another one behind it. */
  #takeBack(whole: number | undefined): void {
    try {
      if (this.#file !== undefined && whole !== undefined) ftruncateSync(this.#file, whole);
    } catch {
      // What was written before stays readable: half a line at the end is no fault.
    }
  }

  /** Notes how the play ended, once; what is written later changes nothing of it. */
  end(verdict: Verdict): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.write({ kind: "end", verdict });
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Opens a journal for more lines; what a crash cut off at its end goes. */
function openWhole(path: string): number {
  const file = openSync(path, "a+", 0o600);
  const { size } = fstatSync(file);
  const tail = new Uint8Array(Math.min(size, LONGEST_TAIL));
  readSync(file, tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf(NEWLINE);
  if (size > 0 && end !== tail.length - 1) ftruncateSync(file, size - tail.length + end + 1);
  return file;
}

const NEWLINE = 10;
/** No line is longer, in bytes. */
const LONGEST_TAIL = 16 * 1024 * 1024;
