/** Pieces of bytes gathered to one block, so that little is written often and nothing is copied twice. */

/** Size at which a block is worth writing, in bytes. */
const ENOUGH = 256 * 1024;

/** A block that grows as needed. */
export class Gathered {
  #block = new Uint8Array(2 * ENOUGH);
  #size = 0;

  /** True when the block is worth writing. */
  get isEnough(): boolean {
    return this.#size >= ENOUGH;
  }

  /** Appends the bytes from one place up to another. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length <= 0) return;
    if (this.#size + length > this.#block.length) {
      const larger = new Uint8Array(2 * (this.#size + length));
      larger.set(this.#block.subarray(0, this.#size));
      this.#block = larger;
    }
    this.#block.set(bytes.subarray(from, to), this.#size);
    this.#size += length;
  }

  /** What was gathered; good until the next `add()`. */
  take(): Uint8Array {
    const taken = this.#block.subarray(0, this.#size);
    this.#size = 0;
    return taken;
  }
}
