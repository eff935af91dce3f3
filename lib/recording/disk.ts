/** How a recording reaches the disk, and what the user reads when it cannot. Tests bring a disk of their own. */
import { writevSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";

/** A file that is being written. */
export interface OpenFile {
  /** Writes blocks one behind the other. They must not change until it returns. */
  write(...blocks: Uint8Array[]): Promise<void>;
  close(): Promise<void>;
}

/** Mode of the folders of a recording. */
export const PRIVATE = 0o700;
/** Lines up to this length are written at once, bytes. */
const SHORT = 32 * 1024;

/** Writing, as far as a recording needs it. */
export interface Disk {
  /**
   * Opens a log. Each block is appended in one write, so that lines of several processes do not mix. Missing
   * folders are made.
   */
  open(path: string): Promise<OpenFile>;
  /** A new file; fails when it is there. Missing folders are made. */
  create(path: string): Promise<OpenFile>;
}

/** The file system. Nobody but the user reads a recording. */
export const nodeDisk: Disk = {
  async open(path) {
    const handle = await openIn(path, "a");
    return {
      async write(...blocks) {
        const size = sizeOf(blocks);
        // A few lines are sooner in the system's cache than another thread would begin with them.
        const bytesWritten = size <= SHORT
          ? writevSync(handle.fd, blocks)
          : (await handle.writev(blocks)).bytesWritten;
        if (bytesWritten === size) return;
        throw Object.assign(new Error("only a part was written"), { code: "ENOSPC" });
      },
      close: () => handle.close(),
    };
  },
  async create(path) {
    const handle = await openIn(path, "wx");
    return { write: (...blocks) => writeWhole(handle, blocks), close: () => handle.close() };
  },
};

/** Many blocks go to the system in one call, and without being copied together. */
async function writeWhole(handle: FileHandle, blocks: readonly Uint8Array[]): Promise<void> {
  let rest = blocks;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    rest = behind(rest, bytesWritten);
  }
}

/** What of the blocks lies behind the first bytes. */
function behind(blocks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  const rest: Uint8Array[] = [];
  for (const block of blocks) {
    if (left < block.length) rest.push(left === 0 ? block : block.subarray(left));
    left = Math.max(0, left - block.length);
  }
  return rest;
}

function sizeOf(blocks: readonly Uint8Array[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}

async function openIn(path: string, flags: "a" | "wx") {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    await makeFolder(dirname(path), PRIVATE);
    return await open(path, flags, 0o600);
  }
}

/** True when the last byte of a file is no line end: something before was torn. */
export async function endsTorn(path: string): Promise<boolean> {
  try {
    const handle = await open(path, "r");
    try {
      const { size } = await handle.stat();
      if (size === 0) return false;
      const last = new Uint8Array(1);
      await handle.read(last, 0, 1, size - 1);
      return last[0] !== 0x0a;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** What the user reads when writing a recording fails. */
export function writeError(path: string, error: unknown): ProfileError {
  if (error instanceof ProfileError) return error;
  const name = JSON.stringify(path);
  const detail = { position: { file: path }, cause: error };
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new ProfileError("unavailable", `The disk is full: ${name} could not be written`, {
        ...detail,
        remedy: "Free some space, or record into another folder with --out; what was written before is whole",
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new ProfileError("unavailable", `Writing ${name} is not permitted`, {
        ...detail,
        remedy: "Allow this user to write there, or name another folder with --out",
      });
    case "ENOTDIR":
    case "EEXIST":
    case "EISDIR":
      return new ProfileError(
        "usage",
        `${name} cannot be written: a file or folder of that name is in the way`,
        {
          ...detail,
          remedy: "Name another folder with --out",
        },
      );
    case "ENOENT":
      return new ProfileError("usage", `${name} cannot be made: there can be no folder in that place`, {
        ...detail,
        remedy: "Name another folder with --out",
      });
    default:
      return new ProfileError("unavailable", `Writing ${name} failed: ${messageOf(error)}`, detail);
  }
}
