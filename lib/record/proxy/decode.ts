/** Content encodings of answers: streams that decode them, and text out of what was kept. */
import * as zlib from "node:zlib";
import type { Transform } from "node:stream";
import { Buffer } from "node:buffer";

/** Content encodings that this runtime decodes, as `Accept-Encoding` names them. */
export const ENCODINGS: readonly string[] = [
  "gzip",
  "deflate",
  "br",
  ...typeof zlib.createZstdDecompress === "function" ? ["zstd"] : [],
];

/**
 * A stream that decodes one content encoding. It does not fail on a cut end: what is there comes out.
 *
 * @param encoding value of `Content-Encoding`; undefined for one that is not known, or for several at once
 */
export function decoderOf(encoding: string): Transform | undefined {
  const flush = { finishFlush: zlib.constants.Z_SYNC_FLUSH, flush: zlib.constants.Z_SYNC_FLUSH };
  switch (encoding.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip(flush);
    case "deflate":
      return zlib.createInflate(flush);
    case "br":
      return zlib.createBrotliDecompress({
        flush: zlib.constants.BROTLI_OPERATION_FLUSH,
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
    case "zstd":
      return ENCODINGS.includes("zstd") ? zlib.createZstdDecompress() : undefined;
    default:
      return undefined;
  }
}

/** True when the value of `Content-Encoding` says that the body is as it is. */
export function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || /^\s*(?:identity)?\s*$/i.test(encoding);
}

/**
 * Unpacks bytes that are at hand.
 *
 * @param limit most bytes of the result
 * @returns undefined when the encoding is not known, the bytes are cut or damaged, or the result would be longer
 */
export async function unpack(
  bytes: Uint8Array,
  encoding: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  const name = encoding.trim().toLowerCase();
  return await new Promise((resolve) => {
    const options = { maxOutputLength: limit };
    const done = (error: Error | null, result: Uint8Array) => resolve(error === null ? result : undefined);
    if (name === "gzip" || name === "x-gzip") zlib.gunzip(bytes, options, done);
    else if (name === "deflate") zlib.inflate(bytes, options, done);
    else if (name === "br") zlib.brotliDecompress(bytes, options, done);
    else if (name === "zstd" && ENCODINGS.includes(name)) zlib.zstdDecompress(bytes, options, done);
    else resolve(undefined);
  });
}

/** Decoded bytes, up to a limit. */
export interface Decoded {
  bytes: Uint8Array;
  /** The limit was reached, or the input ended in the middle. */
  truncated: boolean;
}

/**
 * Decodes what was kept of a body. Never gives more than the limit, whatever the input would unfold to.
 *
 * @param limit bytes
 * @returns undefined when the encoding is not known or nothing can be decoded
 */
export function decodeKept(
  chunks: readonly Uint8Array[],
  encoding: string,
  limit: number,
): Promise<Decoded | undefined> {
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const kept: Uint8Array[] = [];
    let size = 0;
    let done = false;
    const finish = (truncated: boolean) => {
      if (done) return;
      done = true;
      decoder.destroy();
      resolve(size === 0 && truncated ? undefined : { bytes: Buffer.concat(kept), truncated });
    };
    decoder.on("data", (block: Uint8Array) => {
      if (done) return;
      const room = limit - size;
      kept.push(block.length > room ? block.subarray(0, room) : block);
      size += Math.min(block.length, room);
      if (block.length > room) finish(true);
    });
    decoder.on("end", () => finish(false));
    decoder.on("error", () => finish(true));
    for (const chunk of chunks) if (!done) decoder.write(chunk);
    decoder.end();
  });
}
