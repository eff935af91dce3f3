/**
 * Lines of a file of any size, as bytes with their place. Memory is bounded by the longest line allowed: what is
 * longer is skipped, its head is kept for the message.
 */
import { basename } from "node:path";
import { ProfileError } from "../errors.ts";
import type { Tally } from "../model/progress.ts";
import { type LogPart, partsOf } from "./compressed/format.ts";
import { Damaged, readBlocks } from "./compressed/read_blocks.ts";
import { unpacked } from "./compressed/unpack.ts";

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
  /** No line, but the place where a compressed log is damaged: in words, with the place in that file. */
  damage?: string;
}

/** Limits of reading, in bytes. */
export interface LineOptions {
  /** Where to begin; must be the beginning of a line. Default 0. */
  from?: number;
  /** Longest line that is kept whole, line end excluded. Default 16 MiB. */
  maxLine?: number;
  /** Gets the bytes that were read, unpacked. */
  tally?: Tally | undefined;
}

/** Longest line that is kept whole, in bytes, unless asked otherwise. */
export const MAX_LINE = 16 * 1024 * 1024;
const HEAD = 1000;
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
 * Reads the lines of a log that is there now, from an offset to its end. A compressed log is read like a plain one:
 * offsets count unpacked bytes, and what was appended after it was compressed follows it. Where compressed data are
 * damaged, what was good comes first, then a line that says so.
 *
 * @param path the file; errors of the file system are thrown as they are
 * @throws ProfileError usage when nothing at all can be unpacked
 */
export async function* readLines(path: string, options: LineOptions = {}): AsyncGenerator<Line> {
  yield* readParts(await partsOf(path), options);
}

/** {@link readLines} of files that are known. */
export async function* readParts(
  parts: readonly LogPart[],
  options: LineOptions = {},
): AsyncGenerator<Line> {
  const splitter = new LineSplitter(options);
  for await (const piece of piecesOf(parts, options, splitter)) {
    if (piece instanceof Uint8Array) yield* splitter.push(piece);
    else yield piece;
  }
}

/** Whole lines as they lie in one block, and behind an earlier one the line that began there. */
export interface LineBlock {
  first: Line | undefined;
  bytes: Uint8Array;
  /** Place of the first of the bytes in the file. */
  offset: number;
}

/**
 * {@link readLines} in blocks of whole lines, for those who cut them apart themselves. A block is good until the next
 * one is asked for; what is no whole line (the rest of a file, damage) comes as `first` without bytes.
 */
export async function* readLineBlocks(path: string, options: LineOptions = {}): AsyncGenerator<LineBlock> {
  const splitter = new LineSplitter(options);
  for await (const piece of piecesOf(await partsOf(path), options, splitter)) {
    if (piece instanceof Uint8Array) yield splitter.whole(piece);
    else yield { first: piece, bytes: new Uint8Array(0), offset: piece.offset };
  }
}

/** The bytes of the files, and what is no whole line where it stands. */
async function* piecesOf(
  parts: readonly LogPart[],
  options: LineOptions,
  splitter: LineSplitter,
): AsyncGenerator<Uint8Array | Line> {
  let skip = options.from ?? 0;
  for (const part of parts) {
    if (parts.length === 1 && part.packing === "plain") {
      yield* counted(readBlocks(part.path, skip), options.tally);
      break;
    }
    let unpackedBytes = 0;
    try {
      for await (const block of counted(unpacked(part), options.tally)) {
        unpackedBytes += block.length;
        const kept = block.subarray(Math.min(skip, block.length));
        skip -= block.length - kept.length;
        yield kept;
      }
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      if (unpackedBytes === 0 && parts.length === 1) throw unusable(part, error);
      const rest = splitter.rest();
      if (rest !== undefined) yield rest;
      yield damageAt(part, error, splitter.lineStart);
    }
  }
  const rest = splitter.rest();
  if (rest !== undefined) yield rest;
}

function counted(
  blocks: AsyncGenerator<Uint8Array>,
  tally: Tally | undefined,
): AsyncGenerator<Uint8Array> {
  return tally === undefined ? blocks : adding(blocks, tally);
}

async function* adding(blocks: AsyncGenerator<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    tally.done += block.length;
    yield block;
  }
}

function damageAt({ path, packing }: LogPart, { message, offset: place }: Damaged, offset: number): Line {
  const damage = `The ${packing} data of ${basename(path)} are damaged at byte ${place}: ${message}; ` +
    "what follows in that file is lost";
  return { bytes: new Uint8Array(0), offset, length: 0, complete: true, tooLong: false, damage };
}

function unusable({ path, packing }: LogPart, error: Damaged): ProfileError {
  return new ProfileError("usage", `Nothing in ${JSON.stringify(path)} can be unpacked: ${error.message}`, {
    position: { file: path, offset: error.offset },
    remedy: `Check that it is a whole ${packing} file, or fetch it again`,
    cause: error,
  });
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
