/** A file in blocks. */
import { open } from "node:fs/promises";

const BLOCK = 256 * 1024;

/** What is wrong with compressed data, and where. */
export class Damaged extends Error {
  override name = "Damaged";

  /**
   * @param message in words, without the place
   * @param offset in the compressed file, in bytes
   */
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/**
 * Reads a file that is there now from an offset to its end. A block is good until the next one is asked for.
 *
 * @param size of the blocks, in bytes
 */
export async function* readBlocks(path: string, from: number, size = BLOCK): AsyncGenerator<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const block = new Uint8Array(size);
    let position = from;
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, size, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
