/**
 * Puts a log in another form so that a crash at any moment loses nothing: the new file is written under a temporary
 * name, flushed, read back and compared by its hash, and renamed; only then, and only when the old one has not
 * changed meanwhile, does the old one go.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { appendFile, chmod, chown, type FileHandle, lstat, open, rename, rm, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { createGzip } from "node:zlib";
import { Readable } from "node:stream";
import type { LogPart } from "../../events/compressed/format.ts";
import { unpacked } from "../../events/compressed/unpack.ts";
import { syncFolder } from "../../files/atomic.ts";
import { openForWriting } from "./writers.ts";

/** What to write in place of which file. */
export interface Rewrite {
  /** The file that is read. */
  from: LogPart;
  /** The file that appears; may be the one that is read. */
  to: string;
  /** Compress what is written. */
  pack: boolean;
  /** Written first. */
  head: Uint8Array;
  /** Unpacked bytes left out at the beginning. */
  skip: number;
}

/** The old file changed, or somebody can write to it: it stays as it is. */
export class Changed extends Error {
  override name = "Changed";
}

/** Name of the temporary file beside a log; what a killed prune left of it is removed by the next one. */
export function temporaryName(log: string): string {
  return `${log}.prune-tmp`;
}

/**
 * Writes the new form and removes the old one.
 *
 * @returns size of the new file in bytes
 * @throws Changed when the old file changed meanwhile; errors of the file system as they are
 */
export async function rewrite({ from, to, pack, head, skip }: Rewrite, temporary: string): Promise<number> {
  const before = await lstat(from.path);
  const old = await open(from.path, constants.O_RDONLY);
  try {
    const expected = await write(temporary, content(from, before.size, head, skip), pack);
    await readBack({ path: temporary, packing: pack ? "gzip" : "plain" }, expected);
    await chmod(temporary, before.mode & 0o777);
    // Who is not allowed to give files away keeps it; the mode is the same.
    await chown(temporary, before.uid, before.gid).catch(() => {});
    await utimes(temporary, before.atimeMs / 1000, before.mtimeMs / 1000);
    await unchanged(from.path, before);
    await rename(temporary, to);
    await syncFolder(dirname(to));
    if (to !== from.path) {
      await unchanged(from.path, before);
      await rm(from.path);
      await syncFolder(dirname(to));
    }
    if (from.packing === "plain") await saveLate(old, before.size, to === from.path ? to : from.path);
    return (await lstat(to)).size;
  } finally {
    await old.close();
    await rm(temporary, { force: true });
  }
}

/** What the new file holds: the head, then the old content as it was when the work began. */
async function* content(
  from: LogPart,
  size: number,
  head: Uint8Array,
  skip: number,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  let position = 0;
  for await (const block of unpacked(from)) {
    const end = from.packing === "plain" ? Math.max(0, size - position) : block.length;
    const kept = block.subarray(Math.min(Math.max(0, skip - position), block.length), end);
    position += block.length;
    if (kept.length > 0) yield kept.slice();
  }
}

/** Writes and flushes; gives the hash of what was put in. */
async function write(path: string, data: AsyncIterable<Uint8Array>, pack: boolean): Promise<string> {
  await rm(path, { force: true });
  const handle = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const block of data) {
      hash.update(block);
      yield block;
    }
  }
  try {
    const source = Readable.from(hashed(), { objectMode: false });
    const packed = pack ? source.pipe(createGzip()) : source;
    source.on("error", (error) => packed.destroy(error));
    for await (const block of packed as AsyncIterable<Uint8Array>) await writeAll(handle, block);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

async function writeAll(handle: FileHandle, block: Uint8Array): Promise<void> {
  for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
}

async function readBack(part: LogPart, expected: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const block of unpacked(part)) hash.update(block);
  if (hash.digest("hex") !== expected) throw new Error("what was written reads back differently");
}

async function unchanged(path: string, before: Awaited<ReturnType<typeof lstat>>): Promise<void> {
  const now = await lstat(path);
  const same = now.ino === before.ino && now.dev === before.dev && now.size === before.size &&
    now.mtimeMs === before.mtimeMs;
  if (!same) throw new Changed("it was written to meanwhile");
  if ((await openForWriting()).has(path)) throw new Changed("another process has it open for writing");
}

/** What somebody appended between the last look and the removal goes into the log of that name. */
async function saveLate(old: FileHandle, size: number, log: string): Promise<void> {
  const late = (await old.stat()).size - size;
  if (late <= 0) return;
  const bytes = new Uint8Array(late);
  await old.read(bytes, 0, late, size);
  await appendFile(log, bytes);
}
