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
  let [block, spare] = [new Uint8Array(size), new Uint8Array(size)];
  let coming = handle.read(block, 0, size, from);
  // Whoever stops in between does not ask how that went.
  coming.catch(() => {});
  try {
    let position = from;
    for (;;) {
      const { bytesRead } = await coming;
      if (bytesRead === 0) return;
      position += bytesRead;
      // The next block is read while this one is looked at.
      const ready = block.subarray(0, bytesRead);
      [block, spare] = [spare, block];
      coming = handle.read(block, 0, size, position);
      coming.catch(() => {});
      yield ready;
    }
  } finally {
    await coming.catch(() => {});
    await handle.close();
  }
}
