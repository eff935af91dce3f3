/** A folder of a result as a ZIP archive. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflateRaw, type ZlibOptions } from "node:zlib";
import { ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { Course } from "../files/course.ts";
import { bytesBelow } from "../files/newest.ts";
import { walkFiles } from "../files/walk.ts";
import type { OnProgress } from "../model/progress.ts";
import { formatBytes } from "../text/bytes.ts";
import type { ZipFile } from "../zip/format.ts";
import { DEFLATING, zip } from "../zip/write.ts";

const deflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);

/** An archive is made in memory, bytes. */
const LARGEST = 1_000_000_000;

/**
 * Writes the archive; its files lie below one folder.
 *
 * @param name of that folder
 * @param options `mode`: permission bits of the archive (default: for who made it alone); `onProgress` is told which
 *   file is packed
 * @returns size of the archive in bytes
 * @throws ProfileError refused when the folder is too large
 */
export async function packFolder(
  folder: string,
  name: string,
  target: string,
  { mode = 0o600, onProgress }: { mode?: number; onProgress?: OnProgress | undefined } = {},
): Promise<number> {
  const size = await bytesBelow(folder);
  if (size > LARGEST) {
    throw new ProfileError("refused", `${folder} has ${formatBytes(size)}: too large for a ZIP archive`, {
      remedy: "Pack it with tar",
    });
  }
  const paths = await walkFiles(folder);
  const files: ZipFile[] = [];
  const course = await Course.of("pack", { of: paths.length, bytes: () => size }, onProgress);
  for (const path of paths) {
    const data = new Uint8Array(await readFile(join(folder, path)));
    course.begin(path, data.length);
    // Beside the event loop: a large file takes long.
    files.push({ path: `${name}/${path}`, data, deflated: await deflate(data, DEFLATING) });
  }
  const bytes = zip(files);
  await writeAtomic(target, bytes, { mode });
  return bytes.length;
}
