/** Writes the journal of a play: each line is in the file before the next thing is done. */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../../model/json.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { cannotWrite } from "../cannot_write.ts";
import { JOURNAL, type JournalLine } from "./format.ts";

/** The journal of one play. */
export class PlayJournal {
  readonly path: string;
  readonly #redactor: Redactor;
  #file: number | undefined;

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
    try {
      this.#file ??= openSync(this.path, "a", 0o600);
      const clean = this.#redactor.json(line as unknown as JsonValue);
      const bytes = new TextEncoder().encode(`${JSON.stringify(clean)}\n`);
      for (let from = 0; from < bytes.length;) from += writeSync(this.#file, bytes, from);
      if (options.flush === true) fdatasyncSync(this.#file);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /** Keeps a value that a step saved; of a secret only that there is one. */
  saved(at: number, name: string, value: JsonValue): void {
    const isPlain = isDeepStrictEqual(this.#redactor.json({ [name]: value }), { [name]: value });
    this.write({ kind: "saved", at, name, ...(isPlain ? { value } : {}) });
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
