/** What of a log lies compressed: the whole of a dormant one, or what came before the file that is written now. */
import { type LogPart, partsOf } from "../../events/compressed/format.ts";
import { readParts } from "../../events/line_reader.ts";
import { logError } from "../../events/read_events.ts";
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
