/** An open log that may grow, be cut or be replaced while it is read. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { codeOf } from "../../errors.ts";
import { logError } from "../../events/read_events.ts";
import { contentId, type Finished, HEAD, type Piece, pieceOf, type TailPosition } from "./position.ts";

const BLOCK = 1024 * 1024;
/** Bytes before the place reached that must not have changed. */
const TRAIL = 64;
const LF = 10;

/** What became of the file behind the part that was read. */
export type Change = "none" | "grown" | "truncated" | "replaced" | "gone";

/** One opened file with the place up to which it was read. */
export class LogFile {
  readonly path: string;
  /** Bytes read so far, from 0. */
  position = 0;
  readonly dev: string;
  readonly ino: string;
  mtimeNs: bigint;
  readonly #handle: FileHandle;
  #block = new Uint8Array(64 * 1024);
  readonly #probe = new Uint8Array(HEAD);
  /** What was read, at the beginning of the file and just before the position. */
  #head = new Uint8Array(0);
  #trail = new Uint8Array(0);

  private constructor(
    path: string,
    handle: FileHandle,
    found: { dev: bigint; ino: bigint; mtimeNs: bigint },
  ) {
    this.path = path;
    this.#handle = handle;
    this.dev = String(found.dev);
    this.ino = String(found.ino);
    this.mtimeNs = found.mtimeNs;
  }

  /**
   * Opens the file; undefined when it is not there.
   *
   * @param name path that {@link LogFile.change} looks at, when the file was opened under another one
   */
  static async open(path: string, name = path): Promise<LogFile | undefined> {
    try {
      const handle = await open(path, "r");
      try {
        const found = await handle.stat({ bigint: true });
        if (found.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
        return new LogFile(name, handle, found);
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw logError(path, error);
    }
  }

  /** Name of the content, once something was read. */
  get id(): string {
    return contentId(this.#head);
  }

  /** What was read of the beginning of the file, at most {@link HEAD} bytes. */
  get head(): Uint8Array {
    return this.#head;
  }

  /** Fingerprint of what was read before an offset. */
  headBefore(offset: number): Piece {
    return pieceOf(0, this.#head.subarray(0, Math.min(offset, HEAD)));
  }

  /**
   * The next bytes, or undefined at the present end. The bytes are good until the next call.
   *
   * @returns `changed` when what was read before is not in the file any more
   */
  async read(): Promise<Uint8Array | "changed" | undefined> {
    try {
      const { bytesRead } = await this.#handle.read(this.#block, 0, this.#block.length, this.position);
      if (bytesRead === 0) return undefined;
      const bytes = this.#block.subarray(0, bytesRead);
      // After reading: only then is it certain that the bytes belong to what came before them.
      if (!await this.#isIntact()) return "changed";
      this.#passed(bytes);
      if (bytesRead === this.#block.length && bytesRead < BLOCK) this.#block = new Uint8Array(BLOCK);
      return bytes;
    } catch (error) {
      throw logError(this.path, error);
    }
  }

  /**
   * Goes to the beginning of the last line that is not ended (the end, when all are).
   *
   * @returns number of whole lines before that place, and the begin of the last of them
   */
  async skipToEnd(): Promise<{ lines: number; last: number }> {
    let lines = 0;
    let start = this.position;
    let last = start;
    for (let block = await this.read(); block instanceof Uint8Array; block = await this.read()) {
      const begin = this.position - block.length;
      for (let at = block.indexOf(LF); at !== -1; at = block.indexOf(LF, at + 1)) {
        lines++;
        last = start;
        start = begin + at + 1;
      }
    }
    await this.seek(start);
    return { lines, last };
  }

  /** Continues at an offset; what lies before it is taken as read. */
  async seek(offset: number): Promise<void> {
    this.#head = await this.bytesAt(0, Math.min(offset, HEAD));
    const trail = Math.min(offset, TRAIL);
    this.#trail = await this.bytesAt(offset - trail, trail);
    this.position = offset;
  }

  /** Is this one of the files, or a copy of one, that were read to their end? */
  async isOneOf(finished: readonly Finished[]): Promise<boolean> {
    for (const one of finished) {
      // Of a file without a whole line nothing but its inode and its size is known.
      if (await this.continues(one) && (one.offset > 0 || await this.size() === one.size)) return true;
    }
    return false;
  }

  /** Is this the file, or a copy of the file, of which a part was read before? */
  async continues(position: Omit<TailPosition, "mtime_ns" | "line" | "finished">): Promise<boolean> {
    if (position.offset === 0) return this.dev === position.dev && this.ino === position.ino;
    const { size } = await this.#handle.stat();
    if (size < position.offset) return false;
    return await this.holds(position.head) && await this.holds(position.last);
  }

  /** What happened to the file since the last read. */
  async change(): Promise<Change> {
    try {
      const now = await stat(this.path, { bigint: true });
      if (String(now.dev) !== this.dev || String(now.ino) !== this.ino) return "replaced";
      if (await this.isCut()) return "truncated";
      this.mtimeNs = now.mtimeNs;
      return now.size > BigInt(this.position) ? "grown" : "none";
    } catch (error) {
      if (codeOf(error) === "ENOENT") return "gone";
      throw logError(this.path, error);
    }
  }

  /** Is a part of what was read not in the file any more? */
  async isCut(): Promise<boolean> {
    return await this.size() < this.position || !await this.#isIntact();
  }

  /** Bytes of the file in all, as of now. */
  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  #passed(bytes: Uint8Array): void {
    if (this.position < HEAD) this.#head = concat(this.#head, bytes.subarray(0, HEAD - this.#head.length));
    this.#trail = bytes.length >= TRAIL ? bytes.slice(-TRAIL) : concat(this.#trail, bytes).slice(-TRAIL);
    this.position += bytes.length;
  }

  async #isIntact(): Promise<boolean> {
    return await this.#isAt(0, this.#head) &&
      await this.#isAt(this.position - this.#trail.length, this.#trail);
  }

  async #isAt(offset: number, expected: Uint8Array): Promise<boolean> {
    if (expected.length === 0) return true;
    const { bytesRead } = await this.#handle.read(this.#probe, 0, expected.length, offset);
    return bytesRead === expected.length && expected.every((byte, index) => byte === this.#probe[index]);
  }

  /** Does the piece stand in the file where it says? */
  async holds({ offset, length, sha256 }: Piece): Promise<boolean> {
    return pieceOf(offset, await this.bytesAt(offset, length)).sha256 === sha256;
  }

  /** The bytes at a place, as many of them as there are. */
  async bytesAt(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
