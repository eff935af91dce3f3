/** Where the bytes of an archive come from: memory, or a file of any size that is read piece by piece. */
import { Buffer } from "node:buffer";
import { readSync } from "node:fs";

/** Bytes that can be read at any place. */
export interface ZipSource {
  length: number;
  /** The bytes from a place up to another; fewer where the source ends. */
  read(from: number, to: number): Buffer;
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ZipSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { length: buffer.length, read: (from, to) => buffer.subarray(from, Math.max(from, to)) };
}

/** @param descriptor of an open file, which stays open */
export function fileSource(descriptor: number, length: number): ZipSource {
  return {
    length,
    read(from, to) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(to, length) - from));
      let filled = 0;
      while (filled < bytes.length) {
        const count = readSync(descriptor, bytes, filled, bytes.length - filled, from + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    },
  };
}
