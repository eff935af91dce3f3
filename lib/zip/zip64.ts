/** What archives for very large files add: numbers of 8 bytes where those of 2 or 4 are full (APPNOTE 4.3.14, 4.5.3). */
import type { Buffer } from "node:buffer";

/** Start of the large end, and of what says where that is. */
export const LARGE_END = 0x06064b50;
export const LOCATOR = 0x07064b50;
/** Fixed parts of these two, in bytes. */
export const LARGE_END_SIZE = 56;
export const LOCATOR_SIZE = 20;
/** A number that stands in 8 bytes elsewhere. */
export const FULL_16 = 0xffff;
export const FULL_32 = 0xffffffff;

/** Id of the extra field that holds what is full in a line of the directory. */
const EXTRA = 0x0001;

/** A number of 8 bytes; larger than any file when it cannot be counted with. */
export function readLarge(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

/**
 * Sizes and place of a file.
 *
 * @param line of the directory
 * @param extra its extra fields
 * @returns undefined when a full number does not stand there
 */
export function largeFields(
  line: Buffer,
  extra: Buffer,
): { packed: number; size: number; local: number } | undefined {
  const numbers = {
    size: line.readUInt32LE(24),
    packed: line.readUInt32LE(20),
    local: line.readUInt32LE(42),
  };
  const field = extraField(extra);
  let at = 0;
  // In this order, and only those that are full.
  for (const name of ["size", "packed", "local"] as const) {
    if (numbers[name] !== FULL_32) continue;
    if (field === undefined || at + 8 > field.length) return undefined;
    numbers[name] = readLarge(field, at);
    at += 8;
  }
  return numbers;
}

function extraField(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return undefined;
    if (extra.readUInt16LE(at) === EXTRA) return extra.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}
