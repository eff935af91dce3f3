/**
 * The place of an earlier tail in a log that `record prune` trimmed since: its first line says how much was cut away,
 * what follows is the end of the lines that were there.
 */
import { trimmedBy } from "../../events/trim_marker.ts";
import { AuditEvent } from "../../model/event.ts";
import { parseJson } from "../../model/json.ts";
import type { LogFile } from "./log_file.ts";
import { HEAD, pieceOf, type TailPosition, type Trim } from "./position.ts";

const LF = 10;

/** Where to go on in a trimmed log. */
export interface TrimmedPlace {
  position: TailPosition;
  /** The last line that was read stands where it has to. */
  isFound: boolean;
  /** What was cut away and never read. */
  unread: { lines: number; bytes: number };
}

/** What the first line of a file says of a trim. */
export function trimIn(head: Uint8Array): Trim | undefined {
  const end = head.indexOf(LF);
  if (end === -1) return undefined;
  const event = AuditEvent.safeParse(parseJson(new TextDecoder().decode(head.subarray(0, end)))).data;
  const trimmed = event === undefined ? undefined : trimmedBy(event);
  return trimmed === undefined ? undefined : { lines: trimmed.lines, bytes: trimmed.bytes, marker: end + 1 };
}

/** Where to go on in a file that holds all that was not read, as it was or trimmed; undefined in another one. */
export async function placeIn(file: LogFile, position: TailPosition): Promise<TailPosition | undefined> {
  if (await file.continues(position)) return position;
  const kept = await placeInTrimmed(file, position);
  return kept?.unread.bytes === 0 ? kept.position : undefined;
}

/**
 * Where a tail has to go on in a file.
 *
 * @param position where it stood in the log as it was before
 * @returns undefined when the file was not trimmed since
 */
export async function placeInTrimmed(
  file: LogFile,
  position: TailPosition,
): Promise<TrimmedPlace | undefined> {
  const now = trimIn(await file.bytesAt(0, HEAD));
  const before = position.trimmed ?? { lines: 0, bytes: 0, marker: 0 };
  if (now === undefined || now.bytes <= before.bytes) return undefined;
  const shift = now.bytes - now.marker - (before.bytes - before.marker);
  const last = { ...position.last, offset: position.last.offset - shift };
  const isFound = last.length > 0 && last.offset >= now.marker &&
    await file.size() >= position.offset - shift && await file.holds(last);
  // The line of a marker is no line of the log.
  const linesRead = before.lines + Math.max(position.line - 1 - (before.marker > 0 ? 1 : 0), 0);
  const bytesRead = before.bytes + Math.max(position.offset - before.marker, 0);
  const unread = { lines: Math.max(now.lines - linesRead, 0), bytes: Math.max(now.bytes - bytesRead, 0) };
  if (isFound) {
    const line = linesRead - now.lines + 2;
    return { position: { ...position, offset: position.offset - shift, line, last }, isFound, unread };
  }
  // More than what was read would have to be left, and nothing shows that it is the same log.
  if (bytesRead > now.bytes) return undefined;
  const behind = { offset: now.marker, line: 2, last: pieceOf(0, new Uint8Array(0)) };
  return { position: { ...position, ...behind }, isFound, unread };
}
