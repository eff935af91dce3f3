/** A pipe from a writer that can wait to a reader that pulls: what lies in between is bounded. */

/** Bytes that may lie in a pipe before the writer waits. */
const FULL = 1024 * 1024;

/** Chunks in their order. The reader iterates; the writer waits for the promise that `push` gives, if any. */
export class ChunkPipe implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #ended = false;
  #failure: Error | undefined;
  #closed = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;
  #room: Promise<void> | undefined;

  /** Takes a chunk. Wait for the promise before the next one. */
  push(chunk: Uint8Array): Promise<void> | void {
    if (this.#closed) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    this.#wakeReader?.();
    if (this.#held < FULL) return;
    this.#room ??= new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
    return this.#room;
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** The reader gets this error behind the chunks that are there; nothing after the end. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#failure = error;
    this.end();
  }

  /** The reader has gone: chunks are dropped, the writer never waits. */
  close(): void {
    this.#closed = true;
    this.#chunks.length = 0;
    this.#held = 0;
    this.#letWriter();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      while (true) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#held -= chunk.length;
          if (this.#held < FULL) this.#letWriter();
          yield chunk;
        } else if (this.#ended) {
          if (this.#failure !== undefined) throw this.#failure;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
          this.#wakeReader = undefined;
        }
      }
    } finally {
      this.close();
    }
  }

  #letWriter(): void {
    this.#wakeWriter?.();
    this.#wakeWriter = undefined;
    this.#room = undefined;
  }
}
