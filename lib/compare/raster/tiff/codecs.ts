/** The compressions of TIFF blocks. A new one is a line here. */
import type { Buffer } from "node:buffer";
import * as zlib from "node:zlib";
import { messageOf } from "../../../errors.ts";
import { decodeLzw } from "./lzw.ts";
import { decodePackBits } from "./packbits.ts";

/**
 * How blocks of one compression are decompressed. Both ways give at most `size` bytes; what the data holds beyond them
 * is left out.
 */
export type Decoder =
  /** At once, into `into` where it needs room; the bytes are valid until the next block. */
  | { isAside: false; decode(data: Uint8Array, size: number, into: Uint8Array): Uint8Array }
  /** In the thread pool: several blocks at once, beside the statistics of those before. */
  | { isAside: true; decode(data: Uint8Array, size: number): Promise<Uint8Array> };

const inThreads = (decode: (data: Uint8Array, size: number) => Promise<Uint8Array>): Decoder => ({
  isAside: true,
  decode,
});

/** By the number of the tag. */
const DECODERS: Record<number, Decoder> = {
  1: { isAside: false, decode: (data, size) => data.subarray(0, size) },
  5: { isAside: false, decode: decodeLzw },
  8: inThreads(inflate),
  32773: { isAside: false, decode: decodePackBits },
  32946: inThreads(inflate),
  50000: inThreads(unzstd),
};

/** Names of some that are not read, for the message. */
const OTHERS: Record<number, string> = {
  6: "JPEG",
  7: "JPEG",
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  50001: "WebP",
  50002: "JPEG XL",
};

/**
 * The decoder of a compression.
 *
 * @throws Error when there is none
 */
export function decoderFor(compression: number): Decoder {
  const decoder = DECODERS[compression];
  if (decoder !== undefined) return decoder;
  const name = OTHERS[compression];
  throw new Error(
    `its compression ${name === undefined ? compression : `${compression} (${name})`} is not supported`,
  );
}

/** Bytes that a block may hold beyond its size; one that would not end is refused. */
const MOST_BEYOND = 64 * 1024;

function inflate(data: Uint8Array, size: number): Promise<Uint8Array> {
  // One chunk takes all of it.
  const options = { chunkSize: Math.max(64, size + 1), maxOutputLength: size + MOST_BEYOND };
  return new Promise((resolve, reject) => {
    zlib.inflate(data, options, (error, bytes) => {
      if (error === null) resolve(bytes.subarray(0, size));
      else reject(cannot(error));
    });
  });
}

async function unzstd(data: Uint8Array, size: number): Promise<Uint8Array> {
  // Newer runtimes have it.
  const native = "zstdDecompress" in zlib ? zlib.zstdDecompress as unknown as Unzstd : undefined;
  if (native === undefined) {
    const { decompress } = await import("fzstd");
    try {
      return decompress(data, new Uint8Array(size)).subarray(0, size);
    } catch (error) {
      throw cannot(error);
    }
  }
  return await new Promise((resolve, reject) => {
    native(data, { maxOutputLength: size + MOST_BEYOND }, (error, bytes) => {
      if (error === null) resolve(bytes.subarray(0, size));
      else reject(cannot(error));
    });
  });
}

type Unzstd = (
  data: Uint8Array,
  options: { maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

function cannot(error: unknown): Error {
  return new Error(`a block cannot be decompressed: ${messageOf(error)}`, { cause: error });
}
