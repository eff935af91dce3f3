/** The bytes of a file as they were before it was compressed, block by block, in bounded memory. */
import type { LogPart } from "./format.ts";
import { gunzip } from "./gunzip.ts";
import { readBlocks } from "./read_blocks.ts";
import { unzstd } from "./unzstd.ts";

/**
 * Unpacks a file. Everything that could be unpacked is given before an error; a block is good until the next one is
 * asked for.
 *
 * @throws Damaged when the compressed data are damaged; errors of the file system as they are
 */
export async function* unpacked({ path, packing }: LogPart): AsyncGenerator<Uint8Array> {
  if (packing === "gzip") yield* gunzip(path);
  else if (packing === "zstd") yield* unzstd(path);
  else yield* readBlocks(path, 0);
}
