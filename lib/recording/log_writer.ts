/**
 * Writes the lines of one run's log in the order in which they are given. What comes while a write is under way, or in
 * the same turn of the event loop, goes into one write, so a busy recording makes few writes and nobody waits long.
 */
import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import { type Disk, endsTorn, type OpenFile, writeError } from "./disk.ts";

interface Waiting {
  lines: string;
  /** What must be on the disk before the lines. */
  before: (() => Promise<void>) | undefined;
  done: () => void;
  failed: (error: unknown) => void;
}

/** One log. */
export class LogWriter {
  readonly #path: string;
  readonly #disk: Disk;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #file: OpenFile | undefined;

  constructor(path: string, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
  }

  /**
   * Appends whole lines; they are in the log when this returns.
   *
   * @param before done first; lines given later wait for it
   * @throws ProfileError when the disk does not take them
   */
  append(lines: string, before?: () => Promise<void>): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ lines, before, done, failed });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Waits for what was given, and frees the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#release();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await setImmediate();
      const batch = this.#waiting;
      this.#waiting = [];
      const ready: Waiting[] = [];
      for (const item of batch) {
        try {
          await item.before?.();
          ready.push(item);
        } catch (error) {
          item.failed(error);
        }
      }
      if (ready.length === 0) continue;
      try {
        await this.#write(ready.map(({ lines }) => lines).join(""));
        for (const { done } of ready) done();
      } catch (error) {
        const told = writeError(this.#path, error);
        for (const { failed } of ready) failed(told);
      }
    }
    this.#writing = undefined;
  }

  /** A line that was torn by a full disk or a crash is ended first, so that it cannot damage the next one. */
  async #write(text: string): Promise<void> {
    try {
      const torn = this.#file === undefined && await endsTorn(this.#path);
      this.#file ??= await this.#disk.open(this.#path);
      await this.#file.write(Buffer.from(torn ? `\n${text}` : text));
    } catch (error) {
      await this.#release();
      throw error;
    }
  }

  async #release(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }
}
