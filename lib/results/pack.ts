/** A folder of a result as a ZIP archive. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { bytesBelow } from "../files/newest.ts";
import { walkFiles } from "../files/walk.ts";
import { formatBytes } from "../text/bytes.ts";
import { zip } from "../zip/write.ts";

/** An archive is made in memory, bytes. */
const LARGEST = 1_000_000_000;

/**
 * Writes the archive; its files lie below one folder.
 *
 * @param name of that folder
 * @param mode permission bits of the archive; default: for who made it
 * @returns size of the archive in bytes
 * @throws ProfileError refused when the folder is too large
 */
export async function packFolder(
  folder: string,
  name: string,
  target: string,
  mode = 0o600,
): Promise<number> {
  const size = await bytesBelow(folder);
  if (size > LARGEST) {
    throw new ProfileError("refused", `${folder} has ${formatBytes(size)}: too large for a ZIP archive`, {
      remedy: "Pack it with tar",
    });
  }
  const paths = await walkFiles(folder);
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: `${name}/${path}`,
      data: new Uint8Array(await readFile(join(folder, path))),
    })),
  );
  const bytes = zip(files);
  await writeAtomic(target, bytes, { mode });
  return bytes.length;
}
