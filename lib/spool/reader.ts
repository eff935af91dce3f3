/** Reads a spool: every record once, in the order in which it was read from the log. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import { MAX_LINE, readLines } from "../events/line_reader.ts";
import { contentKeyOf, keyOf, SEGMENTS, SPOOL_FILE, type SpoolInfo, SpoolRecord } from "./format.ts";
import { parseInfo, segmentNames } from "./writer.ts";

/**
 * Longest record, in bytes. A record holds a whole line of a log, its place, and pseudonyms and numbers that may be
 * longer than what stood in the line.
 */
const LONGEST_RECORD = 16 * MAX_LINE;

/**
 * The records of a spool. The last line may be torn by a crash: it was never checkpointed, and is left out. Events that
 * come again because another file repeats them are left out, too.
 *
 * @throws ProfileError refused when a record is damaged
 */
export async function* readSpool(folder: string): AsyncGenerator<SpoolRecord> {
  const seen = new Set<string>();
  /** In which file an event was seen first. */
  const files = new Map<string, string>();
  const names = await segmentNames(folder);
  for (const name of names) {
    const file = join(folder, SEGMENTS, name);
    let number = 0;
    for await (const line of readLines(file, { maxLine: LONGEST_RECORD })) {
      number++;
      if (!line.complete && name === names.at(-1)) break;
      const record = parseRecord(new TextDecoder().decode(line.bytes), {
        file,
        line: number,
        offset: line.offset,
      });
      const key = keyOf(record);
      if (seen.has(key)) continue;
      seen.add(key);
      const content = contentKeyOf(record);
      const first = content === undefined ? undefined : files.get(content);
      if (first !== undefined && first !== record.file) continue;
      if (content !== undefined) files.set(content, record.file);
      yield record;
    }
  }
}

/** What a spool is about. */
export async function readSpoolInfo(folder: string): Promise<SpoolInfo> {
  const file = join(folder, SPOOL_FILE);
  return parseInfo(await readFile(file, "utf8"), file);
}

function parseRecord(text: string, position: { file: string; line: number; offset: number }): SpoolRecord {
  try {
    return SpoolRecord.parse(JSON.parse(text));
  } catch (error) {
    throw new ProfileError("refused", "The spool is damaged", {
      position,
      remedy: "Put the file back, or remove the folder of the spool and follow the log from its start again",
      cause: error,
    });
  }
}
