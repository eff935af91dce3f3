/** An open log that may grow, be cut or be replaced while it is read. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { codeOf } from "../../errors.ts";
import { logError } from "../../events/read_events.ts";

const BLOCK = 256 * 1024;
const LF = 10;

/** What became of the file behind the part that was read. */
export type Change = "none" | "grown" | "truncated" | "replaced" | "gone";

/** One opened file with the place up to which it was read. */
export class LogFile {
  readonly path: string;
  /** Bytes read so far, from 0. */
  position = 0;
  readonly #handle: FileHandle;
  readonly #identity: string;
  readonly #block = new Uint8Array(BLOCK);

  private constructor(path: string, handle: FileHandle, identity: string) {
    this.path = path;
    this.#handle = handle;
    this.#identity = identity;
  }

  /** Opens the file; undefined when it is not there. */
  static async open(path: string): Promise<LogFile | undefined> {
    try {
      const handle = await open(path, "r");
      try {
        return new LogFile(path, handle, identityOf(await handle.stat()));
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw logError(path, error);
    }
  }

  /** The next bytes, or undefined at the present end. The bytes are good until the next call. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const { bytesRead } = await this.#handle.read(this.#block, 0, BLOCK, this.position);
      this.position += bytesRead;
      return bytesRead === 0 ? undefined : this.#block.subarray(0, bytesRead);
    } catch (error) {
      throw logError(this.path, error);
    }
  }

  /**
   * Goes to the beginning of the last line that is not ended (the end, when all are).
   *
   * @returns number of whole lines before that place
   */
  async skipToEnd(): Promise<number> {
    let lines = 0;
    let start = this.position;
    for (let block = await this.read(); block !== undefined; block = await this.read()) {
      const begin = this.position - block.length;
      for (let at = block.indexOf(LF); at !== -1; at = block.indexOf(LF, at + 1)) {
        lines++;
        start = begin + at + 1;
      }
    }
    this.position = start;
    return lines;
  }

  /** What happened to the file since the last read. */
  async change(): Promise<Change> {
    try {
      const now = await stat(this.path);
      if (identityOf(now) !== this.#identity) return "replaced";
      if (now.size < this.position) return "truncated";
      return now.size > this.position ? "grown" : "none";
    } catch (error) {
      if (codeOf(error) === "ENOENT") return "gone";
      throw logError(this.path, error);
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function identityOf({ dev, ino }: { dev: number; ino: number }): string {
  return `${dev}:${ino}`;
}
