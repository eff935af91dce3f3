/** Files appear whole or not at all: temporary name beside the target, flush, rename. */
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { namingFile } from "./naming_file.ts";
import { makeFolder } from "./make_folder.ts";

/** Tells writes of this process apart. */
let writes = 0;

/**
 * Writes a file so that a crash leaves the old content or the new, never a mix. Missing folders are made;
 * an existing file's mode is kept.
 *
 * @param path target file
 * @param data whole content
 * @param options.mode permission bits of a new file
 * @param options.flush false leaves flushing to the system: whole or not at all for readers, not after a power cut
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array,
  options: { mode?: number; flush?: boolean } = {},
): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const mode = await modeOf(path) ?? options.mode ?? 0o644;
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${writes++}.tmp`);
  try {
    const handle = await open(temporary, "w", mode);
    try {
      await handle.writeFile(data);
      if (options.flush !== false) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw namingFile(path, error);
  }
  if (options.flush !== false) await syncFolder(folder);
}

/** Flushes a folder's entries, where the system allows it. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some file systems and Windows cannot flush a folder; the rename itself still holds.
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return undefined;
  }
}
