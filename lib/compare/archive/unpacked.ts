/** A private folder for what is unpacked while two files are compared. */
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Most bytes of one file that are unpacked: what is larger is no output of a run, but an archive made to fill a disk. */
export const LARGEST_UNPACKED = 2 * 1024 ** 3;

/** Runs with an empty folder that only this user can enter, and removes it. */
export async function withUnpackFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(tmpdir(), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "profile-unpacked-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes blocks into a new file.
 *
 * @param limit most bytes
 * @throws Error when there are more
 */
export async function writeBlocks(
  path: string,
  blocks: AsyncIterable<Uint8Array>,
  limit = LARGEST_UNPACKED,
): Promise<void> {
  await pipeline(
    blocks,
    async function* (source: AsyncIterable<Uint8Array>) {
      let seen = 0;
      for await (const block of source) {
        seen += block.length;
        if (seen > limit) throw new Error(`it unpacks to more than ${limit} bytes`);
        yield block;
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600 }),
  );
}
