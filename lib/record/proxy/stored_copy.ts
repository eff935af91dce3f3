/** Bytes of a request on their way to the store, beside their way to the target. */
import type { AboutBody, BodyStore, StoredBody } from "../../recording/bodies.ts";
import { ChunkPipe } from "./chunk_pipe.ts";

/** One stream into the store. The writer waits when the disk is slower than the network. */
export class StoredCopy {
  readonly #pipe = new ChunkPipe();
  readonly #stored: Promise<StoredBody>;

  constructor(bodies: BodyStore, about: AboutBody) {
    this.#stored = bodies.put(this.#pipe, about);
    // The request goes on without its recording; the error is met again where the result is asked for.
    this.#stored.catch(() => this.#pipe.close());
  }

  push(bytes: Uint8Array): Promise<void> | void {
    return this.#pipe.push(bytes);
  }

  /** @throws ProfileError when the disk did not take it */
  finish(): Promise<StoredBody> {
    this.#pipe.end();
    return this.#stored;
  }

  /** The bytes will not be needed: nothing of them stays. */
  async drop(): Promise<void> {
    this.#pipe.fail(new Error("The request was aborted"));
    await this.#stored.catch(() => undefined);
  }
}
