/** Bytes of a file at any place: never more than the file has, whatever its header says. */
import { type FileHandle, open } from "node:fs/promises";

export class FileBytes {
  readonly #handle: FileHandle;
  /** Bytes of the file. */
  readonly size: number;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  static async open(path: string): Promise<FileBytes> {
    const handle = await open(path, "r");
    return new FileBytes(handle, (await handle.stat()).size);
  }

  /**
   * The bytes from a place on.
   *
   * @param into where they go, when it is long enough
   * @throws Error when the file ends before
   */
  async read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new Error(`it is truncated: ${this.size} bytes of at least ${offset + length}`);
    }
    const bytes = into !== undefined && into.length >= length
      ? into.subarray(0, length)
      : new Uint8Array(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new Error("it became shorter while it was read");
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
