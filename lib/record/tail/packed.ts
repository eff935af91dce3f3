/** What of a log lies compressed: the whole of a dormant one, or what came before the file that is written now. */
import { olderPart, packingOf } from "../../events/compressed/format.ts";
import { readLines } from "../../events/line_reader.ts";
import { logError } from "../../events/read_events.ts";
import type { Chunk } from "./types.ts";

/** The compressed file of a log: itself, or the older part beside it. Undefined when nothing is compressed. */
export async function packedPart(log: string): Promise<string | undefined> {
  if (await packingOf(log) !== "plain") return log;
  return (await olderPart(log))?.path;
}

/**
 * The lines of a compressed file, one by one.
 *
 * @throws ProfileError usage when nothing of it can be unpacked
 */
export async function* packedChunks(path: string): AsyncGenerator<Chunk> {
  let line = 1;
  try {
    for await (const rest of readLines(path)) yield { kind: "rest", file: path, line: line++, rest };
  } catch (error) {
    throw logError(path, error);
  }
}
