/**
 * Where in which file a tail stands, in a form that finds the place again after a restart. A file is known by what
 * it begins with (a fingerprint that grows with what was read) and by device and inode; where the two disagree the
 * fingerprint wins, as inodes are used again and files are copied.
 */
import { z } from "zod";
import { sha256 } from "../../files/hash.ts";

/** Most bytes of the beginning that a fingerprint covers. */
export const HEAD = 1024;

const Piece = z.strictObject({
  offset: z.number().int().nonnegative(),
  length: z.number().int().nonnegative(),
  sha256: z.string(),
});

/** Most files that are remembered as read to their end. */
export const MOST_FINISHED = 50;

/** A file that was read to its end, and how far that was. */
const Finished = z.strictObject({
  dev: z.string(),
  ino: z.string(),
  head: Piece,
  last: Piece,
  offset: z.number().int().nonnegative(),
  /** Bytes that were read, with what stood behind the last line end. */
  size: z.number().int().nonnegative(),
});
/** A file that was read to its end. */
export type Finished = z.infer<typeof Finished>;

/** What the first line of a trimmed file says: how much was cut away in front of it, and its own length. */
const Trim = z.strictObject({
  lines: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  marker: z.number().int().nonnegative(),
});
/** A trim of a log at its beginning. */
export type Trim = z.infer<typeof Trim>;

/** A place in a file. */
export const TailPosition = z.strictObject({
  dev: z.string(),
  ino: z.string(),
  /** Last change of the file's content when it was looked at, in nanoseconds since 1970. */
  mtime_ns: z.string(),
  /** The first bytes that were read, at most {@link HEAD}. */
  head: Piece,
  /** Beginning of the last line that was read. */
  last: Piece,
  /** Begin of the first line that was not read, in bytes. */
  offset: z.number().int().nonnegative(),
  /** Number of that line, from 1. */
  line: z.number().int().positive(),
  /** The file begins with the marker of a trim. */
  trimmed: Trim.optional(),
  /** Files that were read to their end before, the latest last; none of them is read again. */
  finished: z.array(Finished).max(MOST_FINISHED).optional(),
});
export type TailPosition = z.infer<typeof TailPosition>;

/** A piece of a file: its place and the hash of its bytes. */
export type Piece = z.infer<typeof Piece>;

/** A piece from its bytes. */
export function pieceOf(offset: number, bytes: Uint8Array): Piece {
  return { offset, length: bytes.length, sha256: sha256(bytes) };
}

/**
 * The name of a file's content: the hash of its first line, or of its first {@link HEAD} bytes when that line is
 * longer. It stays the same while the file grows, is renamed or is copied.
 *
 * @param head what the file begins with, as far as it was read
 */
export function contentId(head: Uint8Array): string {
  const end = head.indexOf(10);
  return sha256(end === -1 ? head : head.subarray(0, end)).slice(0, 16);
}
