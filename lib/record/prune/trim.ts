/** Where to cut a log that is too old or too large at its beginning. Whole lines go, and a marker says so. */
import { timeOf } from "../../captures/window.ts";
import type { LogPart } from "../../events/compressed/format.ts";
import { unpacked } from "../../events/compressed/unpack.ts";
import { LineSplitter } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import { trimMarker, trimmedBy } from "../../events/trim_marker.ts";

/** Where a log is cut. */
export interface Cut {
  /** Unpacked bytes and lines that go; the marker of an earlier trim counts as none. */
  bytes: number;
  lines: number;
  /** Up to here the file is left out, in bytes. */
  skip: number;
  /** First line of what remains, with its line end. */
  marker: Uint8Array;
}

/**
 * Finds the cut: the longest beginning whose events are all older than `oldest`, and enough lines that at most
 * `largest` bytes remain. An event without a time goes with those around it.
 *
 * @param part the file
 * @param oldest ms since 1970; -Infinity cuts nothing by age
 * @param largest bytes that may remain; Infinity cuts nothing by size
 * @returns undefined when nothing has to go
 */
export async function findCut(
  part: LogPart,
  oldest: number,
  largest: number,
  now: Date,
): Promise<Cut | undefined> {
  const size = largest === Infinity ? Infinity : await sizeOf(part);
  const splitter = new LineSplitter();
  let earlier: ReturnType<typeof trimmedBy>;
  let first = 0;
  let cut: { skip: number; lines: number; upTo: number } | undefined;
  let upTo = NaN;
  let number = 1;
  for await (const block of unpacked(part)) {
    for (const line of splitter.push(block)) {
      const item = parseLine(line, number++);
      const event = item.kind === "event" ? item.at.event : undefined;
      if (line.offset === 0 && event !== undefined) {
        earlier = trimmedBy(event);
        if (earlier !== undefined) {
          first = line.length;
          continue;
        }
      }
      const time = event === undefined ? NaN : timeOf(event);
      const tooOld = time < oldest;
      const tooLarge = size - line.offset > largest;
      if (!tooLarge && !tooOld && !Number.isNaN(time)) return finish(cut, first, earlier, now);
      if (!Number.isNaN(time)) upTo = Number.isNaN(upTo) ? time : Math.max(upTo, time);
      if (tooLarge || tooOld) {
        const lines = number - 1 - (first > 0 ? 1 : 0);
        cut = { skip: line.offset + line.length, lines, upTo };
      }
    }
  }
  return finish(cut, first, earlier, now);
}

function finish(
  cut: { skip: number; lines: number; upTo: number } | undefined,
  first: number,
  earlier: ReturnType<typeof trimmedBy>,
  now: Date,
): Cut | undefined {
  if (cut === undefined) return undefined;
  const bytes = cut.skip - first;
  const upTo = Number.isNaN(cut.upTo) ? earlier?.up_to : new Date(cut.upTo).toISOString();
  const event = trimMarker({
    lines: (earlier?.lines ?? 0) + cut.lines,
    bytes: (earlier?.bytes ?? 0) + bytes,
    ...(upTo === undefined ? {} : { up_to: upTo }),
  }, now);
  const marker = new TextEncoder().encode(JSON.stringify(event) + "\n");
  return { bytes, lines: cut.lines, skip: cut.skip, marker };
}

async function sizeOf(part: LogPart): Promise<number> {
  let size = 0;
  for await (const block of unpacked(part)) size += block.length;
  return size;
}
