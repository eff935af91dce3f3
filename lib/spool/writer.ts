/** Writes a spool: records are appended, and safe on the disk once {@link SpoolWriter.flush} has returned. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, readFile, rename, rm, stat, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { syncFolder, writeAtomic } from "../files/atomic.ts";
import { stableJson } from "../model/json.ts";
import { cleanStream } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";
import { BODIES, SEGMENTS, SPOOL_FILE, SpoolInfo, type SpoolRecord } from "./format.ts";

/** A segment that is longer than this, in bytes, is followed by a new one. */
const LONGEST_SEGMENT = 16 * 1024 * 1024;

/** Most records that wait for a flush. */
const MOST_WAITING = 100;

/** A copy of a file. */
export interface KeptCopy {
  /** Of the copy. */
  sha256: string;
  size: number;
  /** Secrets were taken out, so the copy is not what the server stored. */
  redacted?: true;
}

/** An open spool. Only one process may have it open. */
export class SpoolWriter {
  readonly folder: string;
  #handle: FileHandle;
  #number: number;
  #size: number;
  #waiting: string[] = [];
  #waitingLength = 0;
  /** What stopped the writing. Nothing is written behind what may be torn. */
  #failure: ProfileError | undefined;

  private constructor(folder: string, handle: FileHandle, number: number, size: number) {
    this.folder = folder;
    this.#handle = handle;
    this.#number = number;
    this.#size = size;
  }

  /**
   * Opens a spool, or makes one. The torn last line that a crash left is cut off.
   *
   * @param folder the spool's folder
   * @throws ProfileError refused when the folder is the spool of another log; unavailable when it cannot be written
   */
  static async open(folder: string, info: SpoolInfo): Promise<SpoolWriter> {
    try {
      const segments = join(folder, SEGMENTS);
      await makeFolder(segments, 0o700);
      await makeFolder(join(folder, BODIES), 0o700);
      await claim(folder, info);
      const numbers = (await segmentNames(folder)).map((name) => Number(name.slice(0, -".jsonl".length)));
      const number = numbers.at(-1) ?? 1;
      const file = join(segments, segmentName(number));
      const size = await cutTornLine(file);
      const handle = await open(file, "a", 0o600);
      await syncFolder(segments);
      return new SpoolWriter(folder, handle, number, size);
    } catch (error) {
      throw spoolError(folder, error);
    }
  }

  /** True when enough waits for a flush. */
  get isFull(): boolean {
    return this.#waiting.length > MOST_WAITING || this.#waitingLength > LONGEST_SEGMENT;
  }

  /** Takes a record, which must be redacted. */
  add(record: SpoolRecord): void {
    const text = JSON.stringify(record) + "\n";
    this.#waiting.push(text);
    this.#waitingLength += text.length;
  }

  /**
   * Writes what waits and brings it to the disk.
   *
   * @throws ProfileError unavailable when that fails, and at every call from then on; what was flushed before stays
   * as it is
   */
  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waiting.length === 0) return;
    const bytes = new TextEncoder().encode(this.#waiting.join(""));
    try {
      if (this.#size > LONGEST_SEGMENT) await this.#nextSegment();
      await this.#handle.appendFile(bytes);
      await this.#handle.sync();
      this.#size += bytes.length;
      this.#forget();
    } catch (error) {
      // The next one that opens the spool cuts what cannot be cut now.
      await this.#handle.truncate(this.#size).catch(() => {});
      this.#forget();
      this.#failure = spoolError(this.folder, error);
      throw this.#failure;
    }
  }

  /**
   * Copies a file into the spool by the hash of the copy. Secrets are taken out of text on the way. A file that
   * changes meanwhile is not taken.
   *
   * @param name the file's name, for the redactor's counts
   * @returns hash and size of the copy, or undefined when the file changed or went away
   */
  async keep(file: string, name: string, redactor: Redactor): Promise<KeptCopy | undefined> {
    const temporary = join(this.folder, BODIES, ".new");
    try {
      const before = await stat(file, { bigint: true }).catch(() => undefined);
      if (before === undefined) return undefined;
      const copy = await copyClean(file, temporary, name, redactor);
      const after = await stat(file, { bigint: true }).catch(() => undefined);
      if (after?.mtimeNs !== before.mtimeNs || after.size !== before.size || after.ino !== before.ino) {
        return undefined;
      }
      await rename(temporary, join(this.folder, BODIES, copy.sha256));
      await syncFolder(join(this.folder, BODIES));
      return copy;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw spoolError(this.folder, error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Flushes and closes. After a failed flush nothing more is written. */
  async close(): Promise<void> {
    try {
      if (this.#failure === undefined) await this.flush();
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes without writing what waits. */
  async abandon(): Promise<void> {
    this.#forget();
    await this.#handle.close();
  }

  #forget(): void {
    this.#waiting = [];
    this.#waitingLength = 0;
  }

  async #nextSegment(): Promise<void> {
    const file = join(this.folder, SEGMENTS, segmentName(this.#number + 1));
    const handle = await open(file, "a", 0o600);
    try {
      await syncFolder(dirname(file));
      await this.#handle.close();
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#handle = handle;
    this.#number++;
    this.#size = 0;
  }
}

/** Names of the segments of a spool, in order. */
export async function segmentNames(folder: string): Promise<string[]> {
  return (await readdir(join(folder, SEGMENTS))).filter((name) => /^\d{6}\.jsonl$/.test(name)).sort();
}

function segmentName(number: number): string {
  return `${String(number).padStart(6, "0")}.jsonl`;
}

/** What the user reads when a spool cannot be written. */
function spoolError(folder: string, error: unknown): ProfileError {
  if (error instanceof ProfileError) return error;
  const full = codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT";
  return new ProfileError(
    "unavailable",
    `Writing the spool failed: ${full ? "the disk is full" : messageOf(error)}`,
    {
      position: { file: folder },
      remedy:
        "Make room or allow writing there, then run the same command again: it goes on where it stopped",
      cause: error,
    },
  );
}

/** Copies a file without its secrets, to the disk. */
async function copyClean(from: string, to: string, name: string, redactor: Redactor): Promise<KeptCopy> {
  const hash = createHash("sha256");
  let size = 0;
  let redacted = false;
  const handle = await open(to, "w", 0o600);
  try {
    for await (const block of cleanStream(createReadStream(from), name, redactor, () => redacted = true)) {
      hash.update(block);
      size += block.length;
      await handle.writeFile(block);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest("hex"), size, ...(redacted ? { redacted } : {}) };
}

async function claim(folder: string, info: SpoolInfo): Promise<void> {
  const file = join(folder, SPOOL_FILE);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return await writeAtomic(file, stableJson(info), { mode: 0o600 });
  if (parseInfo(text, file).log === info.log) return;
  throw new ProfileError("refused", "The spool of that name belongs to another log", {
    position: { file: folder },
    remedy: "Choose another name with --assemble NAME, or remove that folder when it is not needed any more",
  });
}

/** Reads `spool.json`. */
export function parseInfo(text: string, file: string): SpoolInfo {
  try {
    return SpoolInfo.parse(JSON.parse(text));
  } catch (error) {
    throw new ProfileError("refused", "The spool's description is damaged", {
      position: { file },
      remedy: "Remove the folder of the spool and begin again, or put the file back",
      cause: error,
    });
  }
}

/** Cuts what stands behind the last line end; gives the size that is left. */
async function cutTornLine(file: string): Promise<number> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return new Uint8Array(0);
    throw error;
  });
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) await truncate(file, end);
  return end;
}
