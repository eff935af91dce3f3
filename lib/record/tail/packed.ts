/** What of a log lies compressed: the whole of a dormant one, or what came before the file that is written now. */
import { type LogPart, partsOf } from "../../events/compressed/format.ts";
import { Damaged } from "../../events/compressed/read_blocks.ts";
import { unpacked } from "../../events/compressed/unpack.ts";
import { type Line, LineSplitter, readParts } from "../../events/line_reader.ts";
import { logError } from "../../events/read_events.ts";
import { contentId, HEAD, type Piece, pieceOf, type TailPosition } from "./position.ts";
import type { Chunk } from "./types.ts";

/**
 * The compressed files of a log, in order; none of a log that is not there yet.
 *
 * @throws ProfileError unavailable when reading is not permitted
 */
export async function packedParts(log: string): Promise<LogPart[]> {
  const parts = await partsOf(log).catch((error: unknown) => {
    throw logError(log, error);
  });
  return parts.filter(({ packing }) => packing !== "plain");
}

/**
 * The lines of compressed files, one by one.
 *
 * @param log the log that they are parts of
 * @throws ProfileError usage when nothing at all can be unpacked
 */
export async function* packedChunks(log: string, parts: readonly LogPart[]): AsyncGenerator<Chunk> {
  let line = 1;
  try {
    for await (const rest of readParts(parts)) yield { kind: "rest", file: log, line: line++, rest };
  } catch (error) {
    throw logError(log, error);
  }
}

/**
 * What stands behind the place of an earlier tail in a file that was compressed since.
 *
 * @returns the place at the end of that file; undefined when the place is in none of the compressed files
 */
export async function* packedRest(
  log: string,
  position: TailPosition,
): AsyncGenerator<Chunk, TailPosition | undefined> {
  if (position.offset === 0) return undefined;
  for (const part of await packedParts(log)) {
    const head = await headOf(part, position);
    if (head === undefined) continue;
    const file = contentId(head);
    let { line: number, last, offset } = position;
    for await (const line of linesBehind(part, offset)) {
      yield { kind: "rest", file, line: number, rest: line };
      if (!line.complete) break;
      number++;
      offset = line.offset + line.length;
      last = pieceOf(line.offset, line.bytes.slice(0, HEAD));
    }
    return { ...position, line: number, last, offset };
  }
  return undefined;
}

/** The beginning of a file in which an earlier tail stood at that place; undefined when it is another one. */
async function headOf(
  part: LogPart,
  { head, last, offset }: TailPosition,
): Promise<Uint8Array | undefined> {
  const pieces = [head, last].map((piece) => ({ piece, bytes: new Uint8Array(piece.length) }));
  let at = 0;
  try {
    for await (const block of unpacked(part)) {
      for (const { piece, bytes } of pieces) copyInto(bytes, piece, block, at);
      at += block.length;
      if (at >= offset) break;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw logError(part.path, error);
  }
  const isHere = at >= offset &&
    pieces.every(({ piece, bytes }) => pieceOf(piece.offset, bytes).sha256 === piece.sha256);
  return isHere ? pieces[0]?.bytes : undefined;
}

/** Copies what a block has of a piece. */
function copyInto(bytes: Uint8Array, { offset, length }: Piece, block: Uint8Array, at: number): void {
  const begin = Math.max(offset, at);
  const end = Math.min(offset + length, at + block.length);
  if (begin < end) bytes.set(block.subarray(begin - at, end - at), begin - offset);
}

/** The lines of a file from an offset on; what is damaged ends them. */
async function* linesBehind(part: LogPart, offset: number): AsyncGenerator<Line> {
  const splitter = new LineSplitter({ from: offset });
  let at = 0;
  try {
    for await (const block of unpacked(part)) {
      const begin = Math.min(Math.max(offset - at, 0), block.length);
      at += block.length;
      yield* splitter.push(block.subarray(begin));
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw logError(part.path, error);
  }
  const rest = splitter.rest();
  if (rest !== undefined) yield rest;
}
