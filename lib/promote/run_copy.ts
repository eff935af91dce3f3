/**
 * Copies a run into the snapshot of a profile: by reflink where the file system can, never by hard link. What is kept
 * is what was looked through: each copy is scanned, not the file of the live run. Memory does not grow with the files.
 */
import { constants, createReadStream } from "node:fs";
import { chmod, copyFile, lstat, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf } from "../errors.ts";
import { isTextHead } from "../files/text_bytes.ts";
import { namingFile } from "../files/naming_file.ts";
import { makeFolder } from "../files/make_folder.ts";
import { Anonymous } from "../redact/anonymous.ts";
import { cleanBytes, cleanStream, type TextCleaner } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";
import { EarlyFlush } from "./flush.ts";
import type { LeftOut, RunFile, RunPlan } from "./run_plan.ts";

/** So many files are copied at once; more of them only wait for one another in the kernel. */
const AT_ONCE = 4;
/** Larger files are scanned as a stream, in bytes. */
const WHOLE = 4 * 1024 * 1024;
/** A file that changes while it is copied is tried so often. */
const TRIES = 3;
/** Files are looked through again while more is learned, so often. */
const ROUNDS = 3;

/** What became of a snapshot. */
export interface Snapshot {
  files: number;
  bytes: number;
  /** Files that are kept without their secrets, and by which rules. */
  redacted: { path: string; rules: string[] }[];
  leftOut: LeftOut[];
}

/** What a copy needs. */
export interface CopyOptions {
  redactor: Redactor;
  /** Stops it; what was copied is the caller's to remove. */
  signal?: AbortSignal | undefined;
}

/**
 * Copies what was planned into an empty folder. The caller flushes it.
 *
 * @throws the system's error, naming the file, when the copy cannot be written; the signal's reason
 */
export async function copyRun(plan: RunPlan, folder: string, options: CopyOptions): Promise<Snapshot> {
  const copies = new Map<string, Copy>();
  const scrub = scrubber(options.redactor, new Anonymous([], [plan.dir]));
  const leftOut = [...plan.leftOut];
  const early = new EarlyFlush(folder);
  // The largest first: none of them is left alone at the end.
  const waiting = plan.files.toSorted((a, b) => b.size - a.size);
  await inParallel(waiting, async (file) => {
    options.signal?.throwIfAborted();
    const copy = await copyOne(file, folder, scrub);
    if (typeof copy === "string") leftOut.push({ path: file.path, reason: copy });
    else copies.set(file.path, copy);
    early.wrote(file.size);
  });
  // A secret that shows under its key in one file may stand bare in one that was looked through before.
  for (let round = 1; round < ROUNDS; round++) {
    const { learned } = options.redactor;
    const again = [...copies.values()].filter((copy) => copy.isText && copy.learned < learned);
    if (again.length === 0) break;
    await inParallel(again, async (copy) => {
      options.signal?.throwIfAborted();
      if (await scrub(copy)) return;
      copies.delete(copy.path);
      leftOut.push({ path: copy.path, reason: UNCLEAN });
    });
  }
  const kept = [...copies.values()].sort((a, b) => a.path < b.path ? -1 : 1);
  return {
    files: kept.length,
    bytes: kept.reduce((sum, { size }) => sum + size, 0),
    redacted: kept.filter(({ rules }) => rules.size > 0)
      .map(({ path, rules }) => ({ path, rules: [...rules].sort() })),
    leftOut: leftOut.sort((a, b) => a.path < b.path ? -1 : 1),
  };
}

/** A file of the snapshot. */
interface Copy {
  path: string;
  file: string;
  size: number;
  isText: boolean;
  /** What the redactor knew when it was looked through. */
  learned: number;
  rules: Set<string>;
}

const UNCLEAN = "holds a secret that cannot be taken out";

/** Copies a file, or says why it cannot be. */
async function copyOne({ path, from }: RunFile, folder: string, scrub: Scrub): Promise<Copy | string> {
  const file = join(folder, path);
  await makeFolder(dirname(file));
  const fault = await copyAtRest(from, file);
  if (fault !== undefined) return fault;
  const { size, mode } = await lstat(file);
  const readable = (mode & 0o755) | 0o644;
  if ((mode & 0o7777) !== readable) await chmod(file, readable);
  const copy: Copy = { path, file, size, isText: await isText(file), learned: 0, rules: new Set() };
  if (copy.isText && !await scrub(copy)) return UNCLEAN;
  return copy;
}

/** Copies a file that nobody writes to meanwhile, or says why it cannot be. */
async function copyAtRest(from: string, to: string): Promise<string | undefined> {
  for (let round = 0; round < TRIES; round++) {
    const before = await lstat(from).catch(() => undefined);
    if (before?.isFile() !== true) return "gone when it was to be copied";
    try {
      await copyFile(from, to, constants.COPYFILE_FICLONE);
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOENT" || code === "EACCES" || code === "EPERM") {
        await rm(to, { force: true });
        return code === "ENOENT" ? "gone when it was to be copied" : "may not be read";
      }
      throw namingFile(to, error);
    }
    const after = await lstat(from).catch(() => undefined);
    const isSame = after?.isFile() === true && after.ino === before.ino && after.size === before.size &&
      after.mtimeMs === before.mtimeMs;
    if (isSame) return undefined;
  }
  await rm(to, { force: true });
  return "was being written to";
}

/** Takes secrets out of a copy; false when it had to go. */
type Scrub = (copy: Copy) => Promise<boolean>;

/** The rule, in the ledger, that takes places of the recorded server's disk out. */
const PLACE = "server-path";

function scrubber(redactor: Redactor, anonymous: Anonymous): Scrub {
  const clean = (own: Redactor, rules: Set<string>): TextCleaner => ({
    text(input, where) {
      const next = anonymous.text(input);
      if (next !== input) rules.add(PLACE);
      return own.text(next, where);
    },
  });
  return async (copy) => {
    copy.learned = redactor.learned;
    const own = redactor.share();
    const cleaned = `${copy.file}.clean`;
    if (!await cleanInto(copy, cleaned, clean(own, copy.rules))) return true;
    for (const { rule } of own.redactions()) copy.rules.add(rule);
    // Looked at once more: what is left after that is not to be trusted.
    const once = { ...copy, file: cleaned };
    if (await cleanInto(once, `${cleaned}.again`, clean(redactor.share(), new Set()))) {
      for (const file of [copy.file, cleaned, `${cleaned}.again`]) await rm(file, { force: true });
      return false;
    }
    await rename(cleaned, copy.file);
    copy.size = (await lstat(copy.file)).size;
    return true;
  };
}

/** Writes the text without its secrets; false, and nothing written, when there are none. */
async function cleanInto({ file, path, size }: Copy, to: string, cleaner: TextCleaner): Promise<boolean> {
  if (size <= WHOLE) return await cleanWhole(await readFile(file), path, to, cleaner);
  let changed = false;
  const pieces = () => cleanStream(createReadStream(file), path, cleaner, () => changed = true);
  for await (const _ of pieces()) if (changed) break;
  if (!changed) return false;
  await write(to, pieces());
  return true;
}

async function cleanWhole(
  text: Uint8Array,
  path: string,
  to: string,
  cleaner: TextCleaner,
): Promise<boolean> {
  const { bytes, changed } = cleanBytes(text, path, cleaner);
  if (changed) await write(to, [bytes]);
  return changed;
}

async function write(file: string, blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, "w", 0o644);
  try {
    for await (const block of blocks) await handle.writeFile(block);
  } catch (error) {
    throw namingFile(file, error);
  } finally {
    await handle.close();
  }
}

/** True for text by its first bytes, as the scan decides it. */
async function isText(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const head = new Uint8Array(8192);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return isTextHead(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => void failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
}
