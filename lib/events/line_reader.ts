/**
 * Lines of a file of any size, as bytes with their place. Memory is bounded by the longest line allowed: what is
 * longer is skipped, its head is kept for the message.
 */
import { open } from "node:fs/promises";

/** One line, or what is left of a file behind its last line end. */
export interface Line {
  /** Content without the line end (`\n` or `\r\n`); of a line that is too long, its head. */
  bytes: Uint8Array;
  /** Place of the first byte in the file, in bytes from 0. */
  offset: number;
  /** Bytes in the file, line end included. */
  length: number;
  /** False for the rest of a file behind its last line end. */
  complete: boolean;
  /** True when only the head was kept. */
  tooLong: boolean;
}

/** Limits of reading, in bytes. */
export interface LineOptions {
  /** Where to begin; must be the beginning of a line. Default 0. */
  from?: number;
  /** Longest line that is kept whole, line end excluded. Default 16 MiB. */
  maxLine?: number;
}

/** Longest line that is kept whole, in bytes, unless asked otherwise. */
export const MAX_LINE = 16 * 1024 * 1024;
const HEAD = 1000;
const BLOCK = 256 * 1024;
const LF = 10;
const CR = 13;

/** Cuts blocks of bytes into lines; blocks may end anywhere. */
export class LineSplitter {
  readonly #maxLine: number;
  #pieces: Uint8Array[] = [];
  #kept = 0;
  #tooLong = false;
  #start: number;
  #length = 0;

  constructor(options: LineOptions = {}) {
    this.#start = options.from ?? 0;
    this.#maxLine = options.maxLine ?? MAX_LINE;
  }

  /** Where the line begins that is not ended yet. */
  get lineStart(): number {
    return this.#start;
  }

  /** Lines that end inside the block. The block may be reused by the caller afterwards. */
  *push(block: Uint8Array): Generator<Line> {
    let at = 0;
    for (;;) {
      const end = block.indexOf(LF, at);
      if (end === -1) break;
      yield this.#finish(block.subarray(at, end), end + 1 - at);
      at = end + 1;
    }
    if (at < block.length) this.#keep(block.subarray(at));
  }

  /**
   * The whole lines that end inside the block, without cutting them apart: the one that an earlier block began, and
   * the bytes of those behind it. The bytes are the block's own.
   */
  whole(block: Uint8Array): { first: Line | undefined; bytes: Uint8Array; offset: number } {
    let begin = 0;
    let first: Line | undefined;
    if (this.#length > 0) {
      const end = block.indexOf(LF);
      if (end !== -1) {
        first = this.#finish(block.subarray(0, end), end + 1);
        begin = end + 1;
      }
    }
    const end = this.#length > 0 ? begin : block.lastIndexOf(LF) + 1;
    const offset = this.#start;
    const bytes = block.subarray(begin, Math.max(begin, end));
    if (bytes.length > 0) this.#reset(offset + bytes.length);
    if (begin + bytes.length < block.length) this.#keep(block.subarray(begin + bytes.length));
    return { first, bytes, offset };
  }

  /** What is left without a line end, if anything. */
  rest(): Line | undefined {
    if (this.#length === 0) return undefined;
    const line = this.#line(new Uint8Array(0), 0, false);
    this.#reset(line.offset + line.length);
    return line;
  }

  #keep(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#kept + piece.length > this.#maxLine + 1) this.#tooLong = true;
    if (!this.#tooLong) this.#pieces.push(piece.slice());
    else this.#pieces = [join([...this.#pieces, piece.subarray(0, HEAD)]).slice(0, HEAD)];
    this.#kept += piece.length;
  }

  #finish(last: Uint8Array, consumed: number): Line {
    const line = this.#line(last, consumed, true);
    this.#reset(line.offset + line.length);
    return line;
  }

  #line(last: Uint8Array, consumed: number, complete: boolean): Line {
    const kept = this.#tooLong ? last.subarray(0, HEAD) : last;
    let bytes = join([...this.#pieces, kept]);
    const whole = bytes.length === this.#length + last.length;
    if (complete && whole && bytes.at(-1) === CR) bytes = bytes.subarray(0, -1);
    const tooLong = this.#tooLong || bytes.length > this.#maxLine;
    if (tooLong) bytes = bytes.subarray(0, HEAD);
    return { bytes, offset: this.#start, length: this.#length + consumed, complete, tooLong };
  }

  #reset(start: number): void {
    this.#pieces = [];
    this.#kept = 0;
    this.#tooLong = false;
    this.#start = start;
    this.#length = 0;
  }
}

/**
 * Reads the lines of a file that is there now, from an offset to its end.
 *
 * @param path the file; errors of the file system are thrown as they are
 */
export async function* readLines(path: string, options: LineOptions = {}): AsyncGenerator<Line> {
  const splitter = new LineSplitter(options);
  const handle = await open(path, "r");
  try {
    const block = new Uint8Array(BLOCK);
    let position = options.from ?? 0;
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, BLOCK, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      yield* splitter.push(block.subarray(0, bytesRead));
    }
    const rest = splitter.rest();
    if (rest !== undefined) yield rest;
  } finally {
    await handle.close();
  }
}

/**
 * The lines of bytes that hold whole lines only. The lines' bytes are parts of these bytes.
 *
 * @param offset place of the first byte in the file
 * @param maxLine longest line that is kept whole, in bytes
 */
export function* linesIn(bytes: Uint8Array, offset: number, maxLine = MAX_LINE): Generator<Line> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LF, at);
    const line = bytes.subarray(at, end > at && bytes[end - 1] === CR ? end - 1 : end);
    const tooLong = line.length > maxLine;
    yield {
      bytes: tooLong ? line.subarray(0, HEAD) : line,
      offset: offset + at,
      length: end + 1 - at,
      complete: true,
      tooLong,
    };
    at = end + 1;
  }
}

/** One copy of the pieces; always new memory. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
