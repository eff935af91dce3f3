/** Blocks of a stream into a file: few large writes, and the next blocks are taken while one is under way. */
import type { OpenFile } from "./disk.ts";

/** Bytes that are gathered for one write. Twice as many may be held. */
const GATHERED = 1024 * 1024;

/** Writes one file. */
export class BlockWriter {
  readonly #file: Pick<OpenFile, "write">;
  #blocks: Uint8Array[] = [];
  #size = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: Pick<OpenFile, "write">) {
    this.#file = file;
  }

  /**
   * Takes a block, which must not change any more. Wait before the next one.
   *
   * @throws what the file threw at an earlier block
   */
  push(block: Uint8Array): Promise<void> {
    this.#blocks.push(block);
    this.#size += block.length;
    return this.#size < GATHERED ? TAKEN : this.#write();
  }

  /** Everything is written when this returns. @throws what the file threw */
  async end(): Promise<void> {
    await this.#write();
    await this.#writing;
  }

  /** Waits until nothing is under way, whatever came of it: the file may be closed then. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  async #write(): Promise<void> {
    await this.#writing;
    if (this.#size === 0) return;
    const blocks = this.#blocks;
    this.#blocks = [];
    this.#size = 0;
    this.#writing = this.#file.write(...blocks);
    // It is thrown to whoever waits next.
    this.#writing.catch(() => undefined);
  }
}

const TAKEN = Promise.resolve();
