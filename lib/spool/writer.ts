/** Writes a spool: records are appended, and safe on the disk once {@link SpoolWriter.flush} has returned. */
import {
  copyFile,
  type FileHandle,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { syncFolder, writeAtomic } from "../files/atomic.ts";
import { sha256File } from "../files/hash.ts";
import { stableJson } from "../model/json.ts";
import { BODIES, SEGMENTS, SPOOL_FILE, SpoolInfo, type SpoolRecord } from "./format.ts";

/** A segment that is longer than this, in bytes, is followed by a new one. */
const LONGEST_SEGMENT = 16 * 1024 * 1024;

/** An open spool. Only one process may have it open. */
export class SpoolWriter {
  readonly folder: string;
  #handle: FileHandle;
  #number: number;
  #size: number;
  #waiting: string[] = [];

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

  /** Number of records that wait for the next flush. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a record, which must be redacted. */
  add(record: SpoolRecord): void {
    this.#waiting.push(JSON.stringify(record) + "\n");
  }

  /**
   * Writes what waits and brings it to the disk.
   *
   * @throws ProfileError unavailable when that fails; what was flushed before stays as it is
   */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join("");
    const before = this.#size;
    try {
      if (this.#size > LONGEST_SEGMENT) await this.#nextSegment();
      await this.#handle.appendFile(text);
      await this.#handle.sync();
      this.#size += new TextEncoder().encode(text).length;
      this.#waiting = [];
    } catch (error) {
      await this.#handle.truncate(before).catch(() => {});
      throw spoolError(this.folder, error);
    }
  }

  /**
   * Copies a file into the spool by its hash. The copy is checked: a file that changes meanwhile is not taken.
   *
   * @returns hash and size, or undefined when the file changed or went away
   */
  async keep(file: string): Promise<{ sha256: string; size: number } | undefined> {
    const temporary = join(this.folder, BODIES, ".new");
    try {
      const before = await stat(file, { bigint: true }).catch(() => undefined);
      if (before === undefined) return undefined;
      await copyFile(file, temporary);
      const after = await stat(file, { bigint: true }).catch(() => undefined);
      if (after?.mtimeNs !== before.mtimeNs || after.size !== before.size || after.ino !== before.ino) {
        return undefined;
      }
      const sha256 = await sha256File(temporary);
      const handle = await open(temporary, "r+");
      await handle.sync().finally(() => handle.close());
      await rename(temporary, join(this.folder, BODIES, sha256));
      await syncFolder(join(this.folder, BODIES));
      return { sha256, size: Number(before.size) };
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw spoolError(this.folder, error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Flushes and closes. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes without writing what waits. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await this.#handle.close();
  }

  async #nextSegment(): Promise<void> {
    const file = join(this.folder, SEGMENTS, segmentName(this.#number + 1));
    const handle = await open(file, "a", 0o600);
    await syncFolder(dirname(file));
    await this.#handle.close();
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
