/** What an archive of any size holds: each file is unpacked and checked, and no large one is in memory as a whole. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";
import { sha256 } from "../files/hash.ts";
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
  const handle = await open(file);
  try {
    const archive = new Archive(fileSource(handle.fd, (await handle.stat()).size), file);
    const comment = archive.comment();
    const entries = archive.directory(limits);
    if (limits.anyName !== true) checkNames(entries, archive);
    const files: ZipDigest[] = [];
    const used: { from: number; to: number; path: string }[] = [];
    for (const entry of entries.filter(({ isFolder }) => !isFolder)) {
      const { path, size, local, packed } = entry;
      const place = archive.place(entry);
      used.push({ from: local, to: place.to, path });
      const hash = Math.max(size, packed) <= SMALL
        ? sha256(unpack(archive, entry, place))
        : await hashLarge(file, archive, entry, place);
      files.push({ path, size, sha256: hash });
    }
    archive.checkApart(used);
    return { comment, files };
  } finally {
    await handle.close();
  }
}

/** The hash of a file that is unpacked block by block. */
async function hashLarge(
  file: string,
  archive: Archive,
  { path, method, size, crc, local }: Entry,
  { from, to }: { from: number; to: number },
): Promise<string> {
  const body = createReadStream(file, { start: from, end: to - 1 });
  const blocks = method === STORED ? body : body.pipe(createInflateRaw());
  // A pipe passes no failure on.
  body.on("error", (error) => blocks.destroy(error));
  const hash = createHash("sha256");
  let seen = 0;
  let sum = 0;
  try {
    for await (const block of blocks as AsyncIterable<Uint8Array>) {
      seen += block.length;
      if (seen > size) break;
      sum = crc32(block, sum);
      hash.update(block);
    }
  } catch {
    throw archive.damaged(`${quoted(path)} cannot be unpacked to the size that it names`, local);
  } finally {
    body.destroy();
    blocks.destroy();
  }
  if (seen !== size || sum !== crc) throw archive.damaged(`${quoted(path)} is not what was packed`, from);
  return hash.digest("hex");
}
