/** Where to cut a log that is too old or too large at its beginning. Whole lines go, and a marker says so. */
import type { LogPart } from "../../events/compressed/format.ts";
import { unpacked } from "../../events/compressed/unpack.ts";
import { takenTime } from "../../events/clocks.ts";
import { LineSplitter } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import { trimMarker, trimmedBy } from "../../events/trim_marker.ts";
import type { AuditEvent } from "../../model/event.ts";

/** Most characters of ids that a marker names. */
const MOST_NAMED = 500;

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
  const open = new OpenRequests();
  for await (const block of unpacked(part)) {
    for (const line of splitter.push(block)) {
      const item = parseLine(line, number++);
      const event = item.kind === "event" ? item.at.event : undefined;
      if (line.offset === 0 && event !== undefined) {
        earlier = trimmedBy(event);
        if (earlier !== undefined) {
          open.begin(earlier.unanswered ?? []);
          first = line.length;
          continue;
        }
      }
      const time = event === undefined ? NaN : takenTime(event);
      const tooOld = time < oldest;
      const tooLarge = size - line.offset > largest;
      if (!tooLarge && !tooOld && !Number.isNaN(time)) {
        return finish({ cut, open, first, earlier }, now);
      }
      if (event !== undefined) open.add(event);
      if (!Number.isNaN(time)) upTo = Number.isNaN(upTo) ? time : Math.max(upTo, time);
      if (tooLarge || tooOld) {
        const lines = number - 1 - (first > 0 ? 1 : 0);
        cut = { skip: line.offset + line.length, lines, upTo };
        open.cut();
      }
    }
  }
  return finish({ cut, open, first, earlier }, now);
}

function finish(
  { cut, open, first, earlier }: {
    cut: { skip: number; lines: number; upTo: number } | undefined;
    open: OpenRequests;
    first: number;
    earlier: ReturnType<typeof trimmedBy>;
  },
  now: Date,
): Cut | undefined {
  if (cut === undefined) return undefined;
  const bytes = cut.skip - first;
  const upTo = Number.isNaN(cut.upTo) ? earlier?.up_to : new Date(cut.upTo).toISOString();
  const event = trimMarker({
    lines: (earlier?.lines ?? 0) + cut.lines,
    bytes: (earlier?.bytes ?? 0) + bytes,
    ...(upTo === undefined ? {} : { up_to: upTo }),
    ...(open.ids.length === 0 ? {} : { unanswered: open.ids }),
  }, now);
  const marker = new TextEncoder().encode(JSON.stringify(event) + "\n");
  return { bytes, lines: cut.lines, skip: cut.skip, marker };
}

/** Requests of the part that is cut, whose answers are not in it. */
class OpenRequests {
  readonly #open = new Set<string>();
  #seen: AuditEvent[] = [];

  /** What an earlier trim has left open. */
  begin(ids: readonly string[]): void {
    ids.forEach((id) => this.#open.add(id));
  }

  add(event: AuditEvent): void {
    this.#seen.push(event);
  }

  /** Everything that was seen goes. */
  cut(): void {
    for (const { id, stage } of this.#seen) {
      if (id === undefined) continue;
      if (stage === "request") this.#open.add(id);
      else this.#open.delete(id);
    }
    this.#seen = [];
  }

  /** The last of them: answers come soon, and the marker has to stay short. */
  get ids(): string[] {
    let length = 0;
    const short = [...this.#open].reverse().filter((id) => (length += id.length) <= MOST_NAMED);
    return short.reverse();
  }
}

async function sizeOf(part: LogPart): Promise<number> {
  let size = 0;
  for await (const block of unpacked(part)) size += block.length;
  return size;
}
