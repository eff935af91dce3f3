/** The parts of a ZIP archive (PKWARE APPNOTE 6.3.10; `zip64.ts` has those of ZIP64): signatures, sizes, checksum. */

/** Start of a file's own header, of its line in the directory, and of the end of the archive. */
export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const END = 0x06054b50;
/** Fixed parts of these three, in bytes. */
export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;
export const END_SIZE = 22;
/** Longest comment behind the end, in bytes. */
export const LONGEST_COMMENT = 0xffff;

/** How the bytes lie in the archive. */
export const STORED = 0;
export const DEFLATED = 8;

/** Names are UTF-8. */
export const UTF8_FLAG = 1 << 11;
/** The file is encrypted, in one of two ways. */
export const ENCRYPTED_FLAGS = 1 | (1 << 6);
/** The high byte of "made by": attributes are those of Unix. */
export const UNIX = 3;
/** Kinds of files in the mode of Unix. */
export const KIND_MASK = 0o170000;
export const REGULAR = 0o100000;
export const FOLDER = 0o040000;

/** One file of an archive. */
export interface ZipFile {
  /** Relative, with forward slashes. */
  path: string;
  data: Uint8Array;
  /** The same deflated without a header at level 9, when that was done before. */
  deflated?: Uint8Array;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * CRC-32 of bytes, as ZIP has it.
 *
 * @param before that of the bytes before these
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = before ^ 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
