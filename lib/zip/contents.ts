/** What an archive of any size holds: each file is unpacked and checked, and no large one is in memory as a whole. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";
import { piped } from "../files/piped.ts";
import { Archive, type Entry, quoted, type ZipLimits } from "./archive.ts";
import { checkNames } from "./check_names.ts";
import { crc32, STORED } from "./format.ts";
import { unpack } from "./read.ts";
import { fileSource } from "./source.ts";

/** A file of an archive, without its bytes. */
export interface ZipDigest {
  path: string;
  size: number;
  sha256: string;
}

/** A file of an archive, with the way to its bytes. */
export interface ZipMember {
  path: string;
  size: number;
  /**
   * The bytes, block by block.
   *
   * @throws ProfileError usage when they are not those that were packed
   */
  blocks(): AsyncIterable<Uint8Array>;
}

/** Files up to this size are unpacked at once, bytes: a stream for each of many small ones takes far longer. */
const SMALL = 8 * 1024 * 1024;

/**
 * Reads an archive from disk; folders are left out.
 *
 * @throws ProfileError usage when it is damaged, with the byte; refused for a name, a link or a size that may not be
 */
export async function zipContents(
  file: string,
  limits: ZipLimits,
): Promise<{ comment: string; files: ZipDigest[] }> {
  return await withZip(file, limits, async (members, comment) => {
    const files: ZipDigest[] = [];
    for (const { path, size, blocks } of members) {
      const hash = createHash("sha256");
      for await (const block of blocks()) hash.update(block);
      files.push({ path, size, sha256: hash.digest("hex") });
    }
    return { comment, files };
  });
}

/**
 * Opens an archive for as long as it is used; folders are left out. Its bytes are read when they are asked for.
 *
 * @throws ProfileError as {@link zipContents}
 * @example
 * ```ts
 * import { withZip } from "./contents.ts";
 * await withZip("landuse.nodir", { files: 1e5, bytes: 2 ** 32 }, async (members) => members.map(({ path }) => path));
 * ```
 */
export async function withZip<T>(
  file: string,
  limits: ZipLimits,
  use: (members: ZipMember[], comment: string) => Promise<T>,
): Promise<T> {
  const handle = await open(file);
  try {
    const archive = new Archive(fileSource(handle.fd, (await handle.stat()).size), file);
    const comment = archive.comment();
    const entries = archive.directory(limits);
    if (limits.anyName !== true) checkNames(entries, archive);
    const placed = entries.filter(({ isFolder }) => !isFolder)
      .map((entry) => ({ entry, place: archive.place(entry) }));
    archive.checkApart(
      placed.map(({ entry: { local, path }, place }) => ({ from: local, to: place.to, path })),
    );
    const members = placed.map(({ entry, place }) => ({
      path: entry.path,
      size: entry.size,
      blocks: () => blocksOf(file, archive, entry, place),
    }));
    return await use(members, comment);
  } finally {
    await handle.close();
  }
}

async function* blocksOf(
  file: string,
  archive: Archive,
  entry: Entry,
  place: { from: number; to: number },
): AsyncGenerator<Uint8Array> {
  if (Math.max(entry.size, entry.packed) <= SMALL) yield unpack(archive, entry, place);
  else yield* largeBlocks(file, archive, entry, place);
}

/** The blocks of a file that is too large to be unpacked at once. */
async function* largeBlocks(
  file: string,
  archive: Archive,
  { path, method, size, crc, local }: Entry,
  { from, to }: { from: number; to: number },
): AsyncGenerator<Uint8Array> {
  const body = createReadStream(file, { start: from, end: to - 1 });
  const blocks = method === STORED ? body as AsyncIterable<Uint8Array> : piped(body, createInflateRaw());
  let seen = 0;
  let sum = 0;
  try {
    for await (const block of blocks) {
      seen += block.length;
      if (seen > size) break;
      sum = crc32(block, sum);
      yield block;
    }
  } catch {
    throw archive.damaged(`${quoted(path)} cannot be unpacked to the size that it names`, local);
  }
  if (seen !== size || sum !== crc) throw archive.damaged(`${quoted(path)} is not what was packed`, from);
}
