/** Decompresses the pages of parquet files; natively where the runtime can. */
import * as zlib from "node:zlib";
import type { Buffer } from "node:buffer";
import type { CompressionCodec } from "hyparquet";
import { decompress as unzstd } from "fzstd";
import { decompressLz4, decompressLz4Raw } from "hyparquet-compressors/src/lz4.js";
import { snappyUncompressor } from "hysnappy";

type Decoder = (bytes: Uint8Array, size: number) => Uint8Array;

/** Largest page, bytes; writers make pages of about 1 MiB. */
const LARGEST_PAGE = 512 * 1024 * 1024;

let snappy: Decoder | undefined;

const DECODERS: Partial<Record<CompressionCodec, Decoder>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: (bytes, size) => (snappy ??= snappyUncompressor())(bytes, size),
  GZIP: (bytes, size) => zlib.gunzipSync(bytes, { maxOutputLength: size + 1 }),
  BROTLI: (bytes, size) => zlib.brotliDecompressSync(bytes, { maxOutputLength: size + 1 }),
  ZSTD: (bytes, size) => {
    // Newer runtimes have it.
    if (!("zstdDecompressSync" in zlib)) return unzstd(bytes, new Uint8Array(size));
    const native = zlib.zstdDecompressSync as (data: Uint8Array, options: object) => Buffer;
    return native(bytes, { maxOutputLength: size + 1 });
  },
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/**
 * The bytes of a page.
 *
 * @param size what they must be, in bytes
 * @throws Error when they are not, or the codec is unknown
 */
export function decompress(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  const decoder = DECODERS[codec];
  if (decoder === undefined) throw new Error(`its compression ${codec} is not supported`);
  if (!(size >= 0 && size <= LARGEST_PAGE)) throw new Error(`a page of ${size} bytes is too large`);
  if (size === 0) return new Uint8Array(0);
  let plain: Uint8Array;
  try {
    plain = decoder(bytes, size);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`a page cannot be decompressed (${codec}): ${why}`, { cause: error });
  }
  if (plain.length !== size) throw new Error(`a page has ${plain.length} bytes in place of ${size}`);
  return plain;
}
