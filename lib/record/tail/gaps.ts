/** What is said of the places where lines of a log may be missing. */
import { counted } from "../../text/counted.ts";
import type { TailPosition } from "./position.ts";
import type { TrimmedPlace } from "./trimmed.ts";
import type { LogGap } from "./types.ts";

/** What is said of a gap that a running tail sees. */
export const GAP_MESSAGES: Record<LogGap["kind"], string> = {
  rotated: "The log was rotated; the old file was read to its end",
  truncated: "The log was truncated; what was appended just before may be lost, reading starts over",
  replaced:
    "The log was replaced by a new file; the old one was read to its end, what came between may be lost",
};

/** The gap behind the place of an earlier tail, when another content has the log's name. */
export function changedGap(position: TailPosition, size: number, isCut: boolean): LogGap {
  return {
    kind: isCut ? "truncated" : "replaced",
    lost: "possible",
    ...placeOf(position),
    message: size < position.offset
      ? `The log is shorter (${size} bytes) than what was read of it before; what was appended and never read is lost`
      : "The log is not the one that was read before; what was appended to that one and never read is lost",
  };
}

/** The gap behind the place of an earlier tail, when more was trimmed than it had read; undefined when all was read. */
export function trimmedGap(position: TailPosition, { unread }: TrimmedPlace): LogGap | undefined {
  if (unread.bytes === 0) return undefined;
  return {
    kind: "truncated",
    lost: "possible",
    bytes: unread.bytes,
    ...placeOf(position),
    message: `The log was trimmed, and ${
      counted(unread.lines, "line")
    } went with it that had never been read`,
  };
}

function placeOf({ head, line, offset }: TailPosition): Pick<LogGap, "file" | "line" | "offset"> {
  return { file: head.sha256.slice(0, 16), line, offset };
}
