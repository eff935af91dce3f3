/**
 * Gzip, also with several members in one file. When the data are damaged, everything before the damaged byte is
 * given first: the decoder itself would keep back what it had not handed out.
 */
import { createGunzip, type Gunzip } from "node:zlib";
import { Damaged, readBlocks } from "./read_blocks.ts";

/** Compressed bytes given at once; they become at most about a thousand times as many. */
const PIECE = 16 * 1024;

/**
 * Unpacks a gzip file.
 *
 * @throws Damaged with the place; zeros behind the last member are padding and no damage
 */
export async function* gunzip(path: string): AsyncGenerator<Uint8Array> {
  const decoder = new Decoder();
  let position = 0;
  try {
    for await (const block of readBlocks(path, 0, PIECE)) {
      if (!await decoder.push(block)) {
        yield* untilDamage(path, position);
        throw decoder.damage(position);
      }
      yield* decoder.take();
      position += block.length;
      if (decoder.ended) return await checkRest(path, decoder.consumed);
    }
    const whole = await decoder.finish();
    yield* decoder.take();
    if (!whole) throw decoder.damage(position);
  } finally {
    decoder.close();
  }
}

/** What the failing piece still held before the damage: decoded again, byte by byte. */
async function* untilDamage(path: string, piece: number): AsyncGenerator<Uint8Array> {
  const decoder = new Decoder();
  let position = 0;
  try {
    for await (const block of readBlocks(path, 0, PIECE)) {
      if (position < piece) {
        await decoder.push(block);
        decoder.take();
        position += block.length;
        continue;
      }
      for (let at = 0; at < block.length; at++) {
        const good = await decoder.push(block.slice(at, at + 1));
        yield* decoder.take();
        if (!good || decoder.ended) return;
      }
      return;
    }
  } finally {
    decoder.close();
  }
}

/** Behind the last member nothing may come but zeros. */
async function checkRest(path: string, from: number): Promise<void> {
  let position = from;
  for await (const block of readBlocks(path, from)) {
    const at = block.findIndex((byte) => byte !== 0);
    if (at !== -1) throw new Damaged("what follows the compressed data is not gzip", position + at);
    position += block.length;
  }
}

/** The runtime's decoder, step by step. */
class Decoder {
  readonly #stream: Gunzip = createGunzip();
  #pieces: Uint8Array[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  ended = false;

  constructor() {
    this.#stream.on("data", (piece: Uint8Array) => this.#pieces.push(piece));
    this.#stream.on("error", (error: Error) => {
      this.#error = error;
      this.#wake?.();
    });
    this.#stream.on("end", () => {
      this.ended = true;
      this.#wake?.();
    });
  }

  /** Compressed bytes that were used. */
  get consumed(): number {
    return this.#stream.bytesWritten;
  }

  /** Gives compressed bytes; false when they are damaged. */
  async push(block: Uint8Array): Promise<boolean> {
    await this.#until((done) => this.#stream.write(block.slice(), () => done()));
    return this.#error === undefined;
  }

  /** Ends the data; false when they are not whole. */
  async finish(): Promise<boolean> {
    if (!this.ended) await this.#until(() => this.#stream.end());
    return this.#error === undefined;
  }

  /** What was unpacked since the last call. */
  take(): Uint8Array[] {
    return this.#pieces.splice(0);
  }

  damage(offset: number): Damaged {
    const message = this.#error?.message ?? "unknown fault";
    return new Damaged(message, Math.max(offset, this.consumed));
  }

  close(): void {
    this.#stream.destroy();
  }

  #until(start: (done: () => void) => void): Promise<void> {
    return new Promise((done) => {
      this.#wake = done;
      start(done);
    });
  }
}
