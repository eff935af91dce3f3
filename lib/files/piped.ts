/** Blocks of a file through a decompressor. */
import type { Duplex, Readable } from "node:stream";

/**
 * What comes out of a transform that a stream is piped through. Both end when the reader stops.
 *
 * @throws the error of either
 * @example
 * ```ts
 * import { createReadStream } from "node:fs";
 * import { createGunzip } from "node:zlib";
 * import { piped } from "./piped.ts";
 * for await (const block of piped(createReadStream("soil_pw0.txt.gz"), createGunzip())) console.log(block.length);
 * ```
 */
export async function* piped(source: Readable, transform: Duplex): AsyncGenerator<Uint8Array> {
  // A pipe passes no failure on.
  source.on("error", (error) => transform.destroy(error));
  try {
    yield* source.pipe(transform) as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
    transform.destroy();
  }
}
