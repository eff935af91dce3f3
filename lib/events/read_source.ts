/** The events of a source, whatever it is. */
import { readSpool } from "../spool/reader.ts";
import { locate } from "./parse_line.ts";
import { readEvents } from "./read_events.ts";
import type { EventSource, LogItem } from "./types.ts";

/** Reads the log of a source in bounded memory, in file order. */
export function readSource(source: EventSource): AsyncGenerator<LogItem> {
  if (source.spool !== undefined) return spoolItems(source.spool);
  const others = source.made?.otherCaptures;
  const items = readEvents(source.log);
  return others === undefined || others.size === 0 ? items : withoutCaptures(items, others);
}

/** The log of a run holds the events of all its captures; a draft is about one. */
async function* withoutCaptures(
  items: AsyncIterable<LogItem>,
  others: ReadonlySet<string>,
): AsyncGenerator<LogItem> {
  for await (const item of items) {
    const capture = item.kind === "event" ? item.at.event.captureId : undefined;
    if (capture === undefined || !others.has(capture)) yield item;
  }
}

/** Gaps behind which lines may be missing are problems of the log; lines and offsets are those of the log itself. */
async function* spoolItems(folder: string): AsyncGenerator<LogItem> {
  let ordinal = 0;
  for await (const record of readSpool(folder)) {
    const { line, offset } = record;
    if (record.kind === "event") {
      yield {
        kind: "event",
        at: { ...locate(record.event, { line, offset, length: record.length }), ordinal: ordinal++ },
      };
    } else if (record.kind === "malformed") {
      yield { kind: "problem", problem: { kind: record.problem, line, offset, message: record.message } };
    } else if (record.kind === "gap" && record.lost === "possible") {
      yield { kind: "problem", problem: { kind: "gap", line, offset, message: record.message } };
    }
  }
}
