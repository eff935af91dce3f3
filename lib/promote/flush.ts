/** Brings a new folder to the disk before the journal names it. */
import { execFile } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../files/atomic.ts";
import { walkFiles } from "../files/walk.ts";

/** More files than that are flushed by the system all at once, where it can: one after the other they take long. */
const FEW = 64;

/** So many bytes are worth a flush of their own while more is copied. */
const WORTH = 256 * 1024 * 1024;

/** Lets the disk work while a large folder is being filled, so that little is left for {@link flushFolder}. */
export class EarlyFlush {
  #waiting = 0;
  #busy = false;

  constructor(readonly folder: string) {}

  /** Notes that so many bytes were written. */
  wrote(bytes: number): void {
    this.#waiting += bytes;
    if (this.#busy || this.#waiting < WORTH) return;
    this.#waiting = 0;
    this.#busy = true;
    void syncAll(this.folder).then(() => this.#busy = false);
  }
}

/** Flushes every file below a folder, and the folders. */
export async function flushFolder(folder: string): Promise<void> {
  const files = await walkFiles(folder);
  if (files.length > FEW && await syncAll(folder)) return;
  const folders = new Set([""]);
  for (const path of files) {
    const handle = await open(join(folder, path), "r");
    await handle.sync().finally(() => handle.close());
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      folders.add(path.slice(0, end));
    }
  }
  for (const path of folders) await syncFolder(join(folder, path));
}

/** Flushes the file system of a folder with the system's `sync -f`; false where there is none. */
function syncAll(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("sync", ["-f", folder], (error) => resolve(error === null));
  });
}
