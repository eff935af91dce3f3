/** Hash of a file, and whether it holds a word, in one reading of any size. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { sha256 } from "../files/hash.ts";

/** Bytes that are read at once. */
const BLOCK = 1024 * 1024;

/** Reads files one after the other through one buffer. */
export class Fingerprints {
  readonly #word: Buffer;
  readonly #buffer: Buffer;

  /** @param word what is looked for (UTF-8); undefined: nothing */
  constructor(word: string | undefined, block = BLOCK) {
    this.#word = Buffer.from(word ?? "");
    this.#buffer = Buffer.allocUnsafe(block + this.#word.length);
  }

  /** Hex SHA-256 of a file, and whether the word stands in its bytes. */
  async of(file: string): Promise<{ sha256: string; holds: boolean }> {
    const hash = createHash("sha256");
    const buffer = this.#buffer;
    const room = buffer.length - this.#word.length;
    let holds = false;
    // The end of a block stays before the next one: the word may lie across both.
    let kept = 0;
    const handle = await open(file, "r");
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, kept, room);
        if (bytesRead === 0) return { sha256: hash.digest("hex"), holds };
        const end = kept + bytesRead;
        hash.update(buffer.subarray(kept, end));
        if (this.#word.length === 0 || holds) continue;
        holds = buffer.subarray(0, end).includes(this.#word);
        const rest = Math.min(end, this.#word.length);
        buffer.copyWithin(0, end - rest, end);
        kept = holds ? 0 : rest;
      }
    } finally {
      await handle.close();
    }
  }
}

/**
 * One hash for what a target names: the file's own, or for several that of the lines `<sha256>  <path>`.
 *
 * @param files paths and their hashes
 */
export function digestOf(files: readonly (readonly [path: string, sha256: string])[]): string | undefined {
  const [first, ...others] = files;
  if (first === undefined) return undefined;
  if (others.length === 0) return first[1];
  const sorted = files.toSorted(([a], [b]) => a < b ? -1 : 1);
  return sha256(sorted.map(([path, hash]) => `${hash}  ${path}\n`).join(""));
}
