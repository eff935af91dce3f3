/** The rows of a text file with a delimiter, in blocks; quoted cells as RFC 4180 has them. */
import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { type Batch, EMPTY } from "./cells.ts";
import { readNumber, readPlain } from "./number_text.ts";
import { TextPool } from "./text_pool.ts";

/** Read at a time, bytes. */
const BLOCK = 1024 * 1024;
/** Longest row, bytes. */
const LONGEST_ROW = 16 * BLOCK;
const MOST_CELLS = 20_000;
const [NEWLINE, RETURN, QUOTE] = [10, 13, 34] as const;
const MARK = Buffer.from("\ufeff");

/** Reads rows from the beginning; keeps as much of the file as the longest row needs. */
export class CsvRows {
  readonly #file: FileHandle;
  readonly #delimiter: number;
  readonly #pool = new TextPool();
  #bytes = Buffer.allocUnsafe(BLOCK);
  /** What is read and not yet used. */
  #at = 0;
  #end = 0;
  #isWhole = false;
  /** Number of the line that comes next, from 1. */
  #line = 1;
  /** Places of the cells of a row; a quoted one without its quotes. */
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  #quoted = new Uint8Array(64);
  #cells = 0;

  private constructor(file: FileHandle, delimiter: string) {
    this.#file = file;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** @param skip lines that are passed over */
  static async open(path: string, delimiter: string, skip: number): Promise<CsvRows> {
    const rows = new CsvRows(await open(path), delimiter);
    try {
      await rows.#fill();
      if (rows.#bytes.subarray(0, Math.min(rows.#end, 3)).equals(MARK)) rows.#at = 3;
      for (let line = 0; line < skip; line++) await rows.#skipLine();
      return rows;
    } catch (error) {
      await rows.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** The texts of the next row, or undefined at the end. */
  async nextTexts(): Promise<string[] | undefined> {
    for (;;) {
      const next = this.#scan();
      if (next >= 0) {
        const texts = Array.from({ length: this.#cells }, (_, cell) => this.#text(cell));
        this.#use(next);
        return texts;
      }
      if (!await this.#fill()) return undefined;
    }
  }

  /**
   * Fills the columns with the next rows.
   *
   * @returns how many there were; 0 at the end
   * @throws Error naming the line of a row that has more or fewer cells
   */
  async nextRows(columns: Batch["cells"], most: number): Promise<number> {
    let row = 0;
    // Where there is one column, a line with nothing on it is an empty cell.
    const isOneColumn = columns.length === 1;
    while (row < most) {
      const simple = this.#simpleRow(columns, row);
      if (simple >= 0) {
        this.#line++;
        this.#at = simple;
        row++;
        continue;
      }
      const next = this.#scan(isOneColumn);
      if (next < 0) {
        if (!await this.#fill()) break;
        continue;
      }
      if (this.#cells !== columns.length) {
        throw new Error(`line ${this.#line} has ${this.#cells} cells, the first has ${columns.length}`);
      }
      for (let cell = 0; cell < this.#cells; cell++) {
        const column = columns[cell];
        if (column === undefined) continue;
        const start = this.#starts[cell] ?? 0;
        const end = this.#ends[cell] ?? 0;
        if (start === end) column.kinds[row] = EMPTY;
        else if (!readNumber(this.#bytes, start, end, column, row)) column.setText(row, this.#text(cell));
      }
      this.#use(next);
      row++;
    }
    return row;
  }

  /**
   * Fills the columns with the next row, when it is as most are: all here, without quotes, and of as many cells as
   * there are columns. Plain numbers are read and their ends found in one go.
   *
   * @returns where the row after it begins; -1 when the row is not of that kind
   */
  #simpleRow(columns: Batch["cells"], row: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const delimiter = this.#delimiter;
    const count = columns.length;
    let at = this.#at;
    if (at >= end || bytes[at] === NEWLINE || bytes[at] === RETURN) return -1;
    for (let index = 0; index < count; index++) {
      const column = columns[index];
      if (column === undefined || bytes[at] === QUOTE) return -1;
      const start = at;
      const stop = readPlain(bytes, at, end, column, row);
      if (stop >= 0) at = stop;
      let byte = bytes[at];
      const isPlain = stop >= 0 && (byte === delimiter || byte === NEWLINE);
      while (at < end && byte !== delimiter && byte !== NEWLINE) byte = bytes[++at];
      // Only bytes before the end are of the file.
      if (at >= end) return -1;
      const isLast = byte === NEWLINE;
      if (isLast !== (index === count - 1)) return -1;
      if (!isPlain) {
        const close = isLast && at > start && bytes[at - 1] === RETURN ? at - 1 : at;
        if (close === start) column.kinds[row] = EMPTY;
        else if (!readNumber(bytes, start, close, column, row)) {
          column.setText(row, this.#pool.text(bytes, start, close));
        }
      }
      at++;
    }
    return at;
  }

  /**
   * Finds the cells of the next row.
   *
   * @param keepsBlank whether a line with nothing on it is a row
   * @returns where the row after it begins; -1 when it is not all here
   */
  #scan(keepsBlank = false): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const delimiter = this.#delimiter;
    let at = keepsBlank ? this.#at : this.#skipBlank();
    if (at < 0 || at >= end) return -1;
    let cells = 0;
    for (;;) {
      let start = at;
      let stop: number;
      const isQuoted = bytes[at] === QUOTE && at < end;
      if (isQuoted) {
        start++;
        stop = this.#closingQuote(start);
        if (stop < 0) return -1;
        at = stop + 1;
        if (at === end && !this.#isWhole) return -1;
        if (bytes[at] === RETURN && (bytes[at + 1] === NEWLINE || at + 1 >= end)) {
          if (at + 1 >= end && !this.#isWhole) return -1;
          at++;
        }
        if (at < end && bytes[at] !== delimiter && bytes[at] !== NEWLINE) {
          throw new Error(`line ${this.#line} has text behind a closing quote`);
        }
      } else {
        let byte = bytes[at];
        while (at < end && byte !== delimiter && byte !== NEWLINE) byte = bytes[++at];
        if (at >= end && !this.#isWhole) return -1;
        stop = at > start && bytes[at - 1] === RETURN && (at >= end || byte === NEWLINE) ? at - 1 : at;
      }
      if (cells === this.#starts.length) this.#moreCells();
      this.#starts[cells] = start;
      this.#ends[cells] = stop;
      this.#quoted[cells] = isQuoted ? 1 : 0;
      this.#cells = ++cells;
      if (at >= end) return end;
      if (bytes[at++] === NEWLINE) return at;
      // A delimiter at the very end has one more cell behind it.
      if (at >= end && !this.#isWhole) return -1;
    }
  }

  /** Passes over lines with nothing on them. @returns -1 when there is nothing else */
  #skipBlank(): number {
    const bytes = this.#bytes;
    for (;;) {
      const at = this.#at;
      if (at >= this.#end) return -1;
      const length = bytes[at] === NEWLINE ? 1 : bytes[at] !== RETURN ? 0 : bytes[at + 1] === NEWLINE ? 2 : 0;
      if (length === 0 || at + length > this.#end) return at;
      this.#at += length;
      this.#line++;
    }
  }

  /** @returns -1 when it is not yet read */
  #closingQuote(from: number): number {
    for (let at = from;;) {
      const quote = this.#bytes.indexOf(QUOTE, at);
      const isFound = quote >= 0 && quote < this.#end;
      if (isFound && quote + 1 < this.#end && this.#bytes[quote + 1] === QUOTE) {
        at = quote + 2;
        continue;
      }
      if (isFound && (quote + 1 < this.#end || this.#isWhole)) return quote;
      if (this.#isWhole) throw new Error(`line ${this.#line} has a quote that is not closed`);
      return -1;
    }
  }

  #text(cell: number): string {
    const [start = 0, end = 0] = [this.#starts[cell], this.#ends[cell]];
    const text = this.#pool.text(this.#bytes, start, end);
    return this.#quoted[cell] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** Goes on behind a row. */
  #use(next: number): void {
    this.#line++;
    for (let cell = 0; cell < this.#cells; cell++) {
      if (this.#quoted[cell] === 1) {
        this.#line += this.#newlines(this.#starts[cell] ?? 0, this.#ends[cell] ?? 0);
      }
    }
    this.#at = next;
  }

  #newlines(start: number, end: number): number {
    let count = 0;
    for (let at = start; at < end; at++) if (this.#bytes[at] === NEWLINE) count++;
    return count;
  }

  async #skipLine(): Promise<void> {
    for (;;) {
      const newline = this.#bytes.subarray(this.#at, this.#end).indexOf(NEWLINE);
      if (newline >= 0) {
        this.#at += newline + 1;
        this.#line++;
        return;
      }
      if (!await this.#fill()) {
        this.#at = this.#end;
        return;
      }
    }
  }

  /** Reads on. @returns false when all was read before */
  async #fill(): Promise<boolean> {
    if (this.#isWhole) return false;
    this.#bytes.copyWithin(0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    if (this.#end === this.#bytes.length) {
      if (this.#end >= LONGEST_ROW) {
        throw new Error(
          `the row at line ${this.#line} is longer than ${LONGEST_ROW} bytes (a quote that is not closed?)`,
        );
      }
      const larger = Buffer.allocUnsafe(this.#end * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    const { bytesRead } = await this.#file.read(this.#bytes, this.#end, this.#bytes.length - this.#end);
    this.#end += bytesRead;
    this.#isWhole = bytesRead === 0;
    return true;
  }

  #moreCells(): void {
    const size = this.#starts.length * 4;
    if (size > MOST_CELLS * 4) throw new Error(`line ${this.#line} has more than ${MOST_CELLS} cells`);
    const [starts, ends, quoted] = [this.#starts, this.#ends, this.#quoted];
    this.#starts = new Int32Array(size);
    this.#starts.set(starts);
    this.#ends = new Int32Array(size);
    this.#ends.set(ends);
    this.#quoted = new Uint8Array(size);
    this.#quoted.set(quoted);
  }
}
