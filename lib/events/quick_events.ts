/**
 * Reads the events of a log fast: members of lines that were seen before are neither parsed nor checked again, and
 * their values are shared by all events. What comes out is what {@link parseLine} gives.
 */
import { AuditEvent } from "../model/event.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Tally } from "../model/progress.ts";
import { roleOf } from "../redact/quick.ts";
import { JsonMembers, parseMember } from "../text/json_members.ts";
import { type Line, MAX_LINE, readLineBlocks } from "./line_reader.ts";
import { locate, parseLine } from "./parse_line.ts";
import { logError } from "./read_events.ts";
import type { LocatedEvent, LogItem } from "./types.ts";

const LF = 10;
const CR = 13;
/** Other places of what an event says; an event with one of them is put together as a whole. */
const ELSEWHERE = new Set(["run_id", "capture_id", "run_context", "session"]);
/** Most values from other places that are remembered as seen. */
const MOST_SEEN = 10_000;

interface Member {
  key: string;
  value: JsonValue;
  /** Its event has to be put together as a whole. */
  odd: boolean;
  /** Its event has to be looked at as a whole: the redactor has a rule over two members. */
  paired: boolean;
}

/** Who looks at a log line by line. Events share their values: nothing in them may be changed. */
export interface EventVisitor {
  item(item: LogItem): void;
  /** Members of an event that were not seen lately, as an object. */
  member?(member: JsonObject): void;
  /** An event whose members cannot be looked at one by one. */
  whole?(event: LocatedEvent): void;
}

/**
 * Reads a log from its beginning to its end.
 *
 * @param path the log
 * @param visitor gets every item in file order; before it what is new in it
 * @param tally gets the bytes that were read
 * @throws ProfileError when the file cannot be read
 */
export async function visitEvents(path: string, visitor: EventVisitor, tally?: Tally): Promise<void> {
  const reader = new QuickEvents(visitor);
  let number = 1;
  try {
    for await (const { first, bytes, offset } of readLineBlocks(path, { tally })) {
      if (first !== undefined) reader.line(first, number++);
      for (let at = 0; at < bytes.length; number++) {
        const next = bytes.indexOf(LF, at) + 1;
        const end = next - 1 > at && bytes[next - 2] === CR ? next - 2 : next - 1;
        reader.bytes(bytes, at, end, { line: number, offset: offset + at, length: next - at });
        at = next;
      }
    }
  } catch (error) {
    throw logError(path, error);
  }
}

class QuickEvents {
  readonly #visitor: EventVisitor;
  readonly #members = new JsonMembers<Member>((bytes) => this.#judge(bytes));
  readonly #seen = new Set<string>();

  constructor(visitor: EventVisitor) {
    this.#visitor = visitor;
  }

  /** A line of which it is not sure that it is whole. */
  line(line: Line, number: number): void {
    const item = parseLine(line, number);
    if (item.kind === "event") this.#visitor.whole?.(item.at);
    this.#visitor.item(item);
  }

  /** A whole line inside a block. */
  bytes(
    block: Uint8Array,
    start: number,
    end: number,
    place: Pick<LocatedEvent, "line" | "offset" | "length">,
  ): void {
    const count = end - start > MAX_LINE ? undefined : this.#members.cut(block, start, end);
    if (count === undefined) {
      const bytes = block.subarray(start, end);
      const tooLong = bytes.length > MAX_LINE;
      const { offset, length } = place;
      const line = {
        bytes: tooLong ? bytes.subarray(0, 1000) : bytes,
        offset,
        length,
        complete: true,
        tooLong,
      };
      return this.line(line, place.line);
    }
    const { findings } = this.#members;
    const event: Record<string, JsonValue> = {};
    let odd = false;
    let paired = false;
    for (let index = 0; index < count; index++) {
      const member = findings[index];
      if (member === undefined) continue;
      event[member.key] = member.value;
      odd ||= member.odd;
      paired ||= member.paired;
    }
    const at = odd ? locate(event, place) : { event: event as AuditEvent, ...place };
    if (paired) this.#visitor.whole?.(at);
    else if (at.written !== undefined) this.#filledIn(at.event);
    this.#visitor.item({ kind: "event", at });
  }

  /** What stands in an event and in no member of its line as it is. */
  #filledIn({ runId, captureId, config, sessionId, unreadable }: AuditEvent): void {
    const found: JsonObject = {};
    for (const [key, value] of Object.entries({ runId, captureId, config, sessionId })) {
      if (value === undefined || this.#seen.has(`${key} ${value}`)) continue;
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.add(`${key} ${value}`);
      found[key] = value;
    }
    if (unreadable !== undefined) found["unreadable"] = unreadable as JsonValue;
    if (Object.keys(found).length > 0) this.#visitor.member?.(found);
  }

  #judge(bytes: Uint8Array): Member | undefined {
    const parsed = parseMember(bytes);
    if (parsed === undefined || parsed.key === "__proto__") return undefined;
    const { key, object } = parsed;
    const odd = ELSEWHERE.has(key) || !AuditEvent.safeParse(object).success;
    this.#visitor.member?.(object);
    return { key, value: object[key] as JsonValue, odd, paired: roleOf(key) > 0 };
  }
}
