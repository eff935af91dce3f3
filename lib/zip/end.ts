/** The end of an archive: where its directory lies, and how many lines it has. */
import type { Buffer } from "node:buffer";
import type { Archive } from "./archive.ts";
import { END, END_SIZE, LOCAL, LONGEST_COMMENT } from "./format.ts";
import { FULL_16, FULL_32, LARGE_END, LARGE_END_SIZE, LOCATOR, LOCATOR_SIZE, readLarge } from "./zip64.ts";

/** What the end says. */
export interface ZipEnd {
  /** Files and folders. */
  count: number;
  /** Place and bytes of the directory. */
  start: number;
  size: number;
  comment: Buffer;
  /** Place of the end itself. */
  at: number;
}

/** @throws ProfileError usage when it is no archive, or its directory does not lie right before its end */
export function findEnd(archive: Archive): ZipEnd {
  const { bytes, at } = lastRecord(archive);
  const small = {
    count: bytes.readUInt16LE(10),
    size: bytes.readUInt32LE(12),
    start: bytes.readUInt32LE(16),
  };
  const isPart = bytes.readUInt16LE(4) !== 0 || bytes.readUInt16LE(6) !== 0;
  if (isPart || bytes.readUInt16LE(8) !== small.count) {
    throw archive.damaged("it is one of several parts", at);
  }
  const rest = { comment: bytes.subarray(END_SIZE), at };
  if (small.start + small.size === at) return { ...small, ...rest };
  const large = largeEnd(archive, at);
  const agrees = large !== undefined &&
    (small.count === FULL_16 || small.count === large.count) &&
    (small.size === FULL_32 || small.size === large.size) &&
    (small.start === FULL_32 || small.start === large.start);
  if (!agrees) throw archive.damaged("its directory does not reach to its end", at);
  return { ...large, ...rest };
}

/** The record at the very end, with the comment behind it. */
function lastRecord(archive: Archive): { bytes: Buffer; at: number } {
  const { length } = archive.source;
  const first = Math.max(0, length - END_SIZE - LONGEST_COMMENT);
  const tail = archive.source.read(first, length);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    if (at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length) {
      return { bytes: tail.subarray(at), at: first + at };
    }
  }
  const head = archive.source.read(0, 4);
  const isCut = head.length === 4 && head.readUInt32LE(0) === LOCAL;
  throw archive.damaged(isCut ? "its end is missing" : "it is no ZIP archive", length);
}

/** The end with large numbers, which lies between the directory and the end; undefined when there is none. */
function largeEnd({ source }: Archive, end: number): Pick<ZipEnd, "count" | "start" | "size"> | undefined {
  const locatorAt = end - LOCATOR_SIZE;
  if (locatorAt < LARGE_END_SIZE) return undefined;
  const locator = source.read(locatorAt, end);
  if (locator.readUInt32LE(0) !== LOCATOR || locator.readUInt32LE(4) !== 0) return undefined;
  const at = readLarge(locator, 8);
  if (at + LARGE_END_SIZE > locatorAt) return undefined;
  const record = source.read(at, at + LARGE_END_SIZE);
  if (record.readUInt32LE(0) !== LARGE_END || at + 12 + readLarge(record, 4) !== locatorAt) return undefined;
  const isPart = record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0;
  const [count, size, start] = [readLarge(record, 32), readLarge(record, 40), readLarge(record, 48)];
  if (isPart || readLarge(record, 24) !== count || start + size !== at) return undefined;
  return { count, size, start };
}
