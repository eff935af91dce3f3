/** Writes a ZIP archive: equal files give equal bytes, whatever the clock, the order or the owner. */
import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import {
  CENTRAL,
  CENTRAL_SIZE,
  crc32,
  DEFLATED,
  END,
  END_SIZE,
  LOCAL,
  LOCAL_SIZE,
  LONGEST_COMMENT,
  REGULAR,
  STORED,
  UNIX,
  UTF8_FLAG,
  type ZipFile,
} from "./format.ts";

/** Version 2.0 of the format: deflate, folders. */
const VERSION = 20;
/** 1 January 1980, the first day that the format knows. */
const FIRST_DAY = (1 << 5) | 1;
/** Owner may read and write, nobody else anything. */
const MODE = REGULAR | 0o600;
/** How files are packed. */
export const DEFLATING = { level: 9 };
const MOST_FILES = 0xffff - 1;
const MOST_BYTES = 0xffffffff - 1;

/**
 * The archive of some files, sorted by path.
 *
 * @param comment text about the whole archive, kept behind its end
 * @throws RangeError when there are too many files, too many bytes, or too much comment, for the format
 * @example
 * ```ts
 * import { zip } from "./write.ts";
 * zip([{ path: "a/b.txt", data: new TextEncoder().encode("text") }]);
 * ```
 */
export function zip(files: readonly ZipFile[], comment = ""): Uint8Array {
  if (files.length > MOST_FILES) throw new RangeError("Too many files for a ZIP archive");
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (
    const { path, data, deflated } of files.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
  ) {
    const name = new TextEncoder().encode(path);
    const packed = deflated ?? deflateRawSync(data, DEFLATING);
    const body = packed.length < data.length ? packed : data;
    const common = commonFields(data, body, body === data ? STORED : DEFLATED, name.length);
    const local = Buffer.alloc(LOCAL_SIZE);
    local.writeUInt32LE(LOCAL, 0);
    common.copy(local, 4);
    const line = Buffer.alloc(CENTRAL_SIZE);
    line.writeUInt32LE(CENTRAL, 0);
    line.writeUInt16LE(UNIX << 8 | VERSION, 4);
    common.copy(line, 6);
    line.writeUInt32LE(MODE * 0x10000, 38);
    line.writeUInt32LE(offset, 42);
    parts.push(local, name, body);
    directory.push(line, name);
    offset += local.length + name.length + body.length;
    if (offset > MOST_BYTES) throw new RangeError("Too many bytes for a ZIP archive");
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(END_SIZE);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  const about = new TextEncoder().encode(comment);
  if (about.length > LONGEST_COMMENT) throw new RangeError("The comment of a ZIP archive is too long");
  end.writeUInt16LE(about.length, 20);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end, about]));
}

/** What a file's own header and its line in the directory have in common, from "version needed" on. */
function commonFields(data: Uint8Array, body: Uint8Array, method: number, nameLength: number): Buffer {
  if (data.length > MOST_BYTES) throw new RangeError("A file is too large for a ZIP archive");
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_FLAG, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(FIRST_DAY, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(body.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}
