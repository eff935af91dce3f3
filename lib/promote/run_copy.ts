/**
 * Copies a run into the snapshot of a profile: by reflink where the file system can, never by hard link. What is kept
 * is what was looked through: the copy is scanned, or what is scanned is written; a file of the live run is read once.
 * Memory does not grow with the files.
 */
import { constants, createReadStream } from "node:fs";
import { chmod, copyFile, lstat, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { codeOf } from "../errors.ts";
import { Course } from "../files/course.ts";
import { isTextHead } from "../files/text_bytes.ts";
import { namingFile } from "../files/naming_file.ts";
import { makeFolder } from "../files/make_folder.ts";
import type { OnProgress } from "../model/progress.ts";
import { Anonymous } from "../redact/anonymous.ts";
import { cleanBytes, cleanStream, type TextCleaner } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";
import { EarlyFlush } from "./flush.ts";
import type { LeftOut, RunFile, RunPlan } from "./run_plan.ts";

/** So many files are copied at once; more of them only wait for one another in the kernel. */
const AT_ONCE = 4;
/** Larger files are scanned as a stream, in bytes. */
const WHOLE = 4 * 1024 * 1024;
/** Bytes of a stream that are read at once. */
const BLOCK = 1024 * 1024;
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
  /** Told how far it is. */
  onProgress?: OnProgress | undefined;
}

/**
 * Copies what was planned into an empty folder. The caller flushes it.
 *
 * @throws the system's error, naming the file, when the copy cannot be written; the signal's reason
 */
export async function copyRun(plan: RunPlan, folder: string, options: CopyOptions): Promise<Snapshot> {
  const copies = new Map<string, Copy>();
  const cleaning = new Cleaning(options.redactor, new Anonymous([], [plan.dir]));
  const leftOut = [...plan.leftOut];
  const early = new EarlyFlush(folder);
  // The largest first: none of them is left alone at the end.
  const waiting = plan.files.toSorted((a, b) => b.size - a.size);
  const place = {
    folder,
    folders: new Set<string>(),
    buffers: [],
    byReflink: await canReflink(waiting[0], folder),
  };
  const bytes = () => waiting.reduce((sum, { size }) => sum + size, 0);
  const course = await Course.of("copy", { of: waiting.length, bytes }, options.onProgress);
  await inParallel(waiting, async (file) => {
    options.signal?.throwIfAborted();
    course.begin(file.path);
    const copy = await copyOne(file, place, cleaning);
    if (typeof copy === "string") leftOut.push({ path: file.path, reason: copy });
    else copies.set(file.path, copy);
    early.wrote(file.size);
    course.add(file.size);
  });
  // A secret that shows under its key in one file may stand bare in one that was looked through before.
  for (let round = 1; round < ROUNDS; round++) {
    const { learned } = options.redactor;
    const again = [...copies.values()].filter((copy) => copy.isText && copy.learned < learned);
    if (again.length === 0) break;
    await inParallel(again, async (copy) => {
      options.signal?.throwIfAborted();
      if (await scrub(copy, cleaning)) return;
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

/** The rule, in the ledger, that takes places of the recorded server's disk out. */
const PLACE = "server-path";
const [SLASH, BACKSLASH] = [0x2f, 0x5c];

/** What is taken out of the texts of one snapshot: secrets, and places of the recorded server's disk. */
class Cleaning {
  readonly #redactor: Redactor;
  readonly #anonymous: Anonymous;

  constructor(redactor: Redactor, anonymous: Anonymous) {
    this.#redactor = redactor;
    this.#anonymous = anonymous;
  }

  /** Grows with what is known. */
  get learned(): number {
    return this.#redactor.learned;
  }

  /** For one text, with the rules that found something in it. */
  begin(): TextCleaner & { rules(): string[] } {
    const own = this.#redactor.share();
    let hasPlace = false;
    return {
      text: (input, where) => {
        const next = this.#anonymous.text(input);
        hasPlace ||= next !== input;
        return own.text(next, where);
      },
      // Without a separator there is no place in it.
      isPlain: (bytes) => !bytes.includes(SLASH) && !bytes.includes(BACKSLASH) && own.isPlain(bytes),
      rules: () => [...hasPlace ? [PLACE] : [], ...own.redactions().map(({ rule }) => rule)],
    };
  }
}

const UNCLEAN = "holds a secret that cannot be taken out";

/** Where copies go, and how. */
interface Place {
  folder: string;
  /** Those that are there. */
  folders: Set<string>;
  /** Free memory for whole files. */
  buffers: Uint8Array[];
  byReflink: boolean;
}

/** True when files of the run can share their bytes with copies in the folder until one of them changes. */
async function canReflink(file: RunFile | undefined, folder: string): Promise<boolean> {
  if (file === undefined) return false;
  const to = join(folder, ".reflink");
  try {
    await copyFile(file.from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Most file systems cannot; what else is wrong shows when the file is copied.
    return false;
  } finally {
    await rm(to, { force: true });
  }
}

/** Copies a file, or says why it cannot be. */
async function copyOne(run: RunFile, place: Place, cleaning: Cleaning): Promise<Copy | string> {
  const { path, from } = run;
  const file = join(place.folder, path);
  const parent = dirname(file);
  if (!place.folders.has(parent)) await makeFolder(parent);
  place.folders.add(parent);
  if (run.size <= WHOLE && !place.byReflink) return await copyWhole(run, file, place, cleaning);
  const fault = await copyAtRest(from, file);
  if (fault !== undefined) return fault;
  const { size, mode } = await lstat(file);
  const readable = readableBy(mode);
  if ((mode & 0o7777) !== readable) await chmod(file, readable);
  const copy: Copy = { path, file, size, isText: await isText(file), learned: 0, rules: new Set() };
  if (copy.isText && !await scrub(copy, cleaning)) return UNCLEAN;
  return copy;
}

function readableBy(mode: number): number {
  return (mode & 0o755) | 0o644;
}

/** Reads a file once, and writes what was looked through. */
async function copyWhole(
  { path, from }: RunFile,
  file: string,
  place: Place,
  cleaning: Cleaning,
): Promise<Copy | string> {
  const buffer = place.buffers.pop() ?? new Uint8Array(WHOLE + 1);
  try {
    const read = await readAtRest(from, buffer);
    if (typeof read === "string") return read;
    const copy: Copy = {
      path,
      file,
      size: read.bytes.length,
      isText: isTextHead(read.bytes),
      learned: cleaning.learned,
      rules: new Set(),
    };
    let { bytes } = read;
    if (copy.isText) {
      const cleaner = cleaning.begin();
      const clean = cleanBytes(bytes, path, cleaner);
      // Looked at once more: what is left after that is not to be trusted.
      if (clean.changed && cleanBytes(clean.bytes, path, cleaning.begin()).changed) return UNCLEAN;
      for (const rule of cleaner.rules()) copy.rules.add(rule);
      bytes = clean.bytes;
      copy.size = bytes.length;
    }
    await write(file, [bytes], readableBy(read.mode));
    return copy;
  } finally {
    place.buffers.push(buffer);
  }
}

/** A replaced file must not lead elsewhere, and a pipe must not be waited for. */
const PLAINLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a file that nobody writes to meanwhile, or says why it cannot be. */
async function readAtRest(
  from: string,
  buffer: Uint8Array,
): Promise<{ bytes: Uint8Array; mode: number } | string> {
  for (let round = 0; round < TRIES; round++) {
    try {
      const handle = await open(from, PLAINLY);
      try {
        const before = await handle.stat();
        if (!before.isFile()) return GONE;
        let filled = 0;
        while (filled < buffer.length) {
          const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
          filled += bytesRead;
          if (bytesRead === 0 || filled >= before.size) break;
        }
        const after = await handle.stat();
        const isSame = after.size === filled && before.size === filled && after.mtimeMs === before.mtimeMs;
        if (isSame) return { bytes: buffer.subarray(0, filled), mode: before.mode };
      } finally {
        await handle.close();
      }
    } catch (error) {
      const fault = FAULTS[codeOf(error) ?? ""];
      if (fault === undefined) throw namingFile(from, error);
      return fault;
    }
  }
  return "was being written to";
}

const GONE = "gone when it was to be copied";
const UNREADABLE = "may not be read";
/** What may happen to a file of a live run, by the system's word. */
const FAULTS: Record<string, string> = {
  ENOENT: GONE,
  ELOOP: GONE,
  ENXIO: GONE,
  EACCES: UNREADABLE,
  EPERM: UNREADABLE,
};

/** Copies a file that nobody writes to meanwhile, or says why it cannot be. */
async function copyAtRest(from: string, to: string): Promise<string | undefined> {
  for (let round = 0; round < TRIES; round++) {
    const before = await lstat(from).catch(() => undefined);
    if (before?.isFile() !== true) return GONE;
    try {
      await copyFile(from, to, constants.COPYFILE_FICLONE);
    } catch (error) {
      const code = codeOf(error);
      if (code === "ENOENT" || code === "EACCES" || code === "EPERM") {
        await rm(to, { force: true });
        return code === "ENOENT" ? GONE : UNREADABLE;
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
async function scrub(copy: Copy, cleaning: Cleaning): Promise<boolean> {
  copy.learned = cleaning.learned;
  const cleaner = cleaning.begin();
  const clean = `${copy.file}.clean`;
  if (!await cleanInto(copy, clean, cleaner)) return true;
  for (const rule of cleaner.rules()) copy.rules.add(rule);
  // Looked at once more: what is left after that is not to be trusted.
  const once = { ...copy, file: clean };
  if (await cleanInto(once, `${clean}.again`, cleaning.begin())) {
    for (const file of [copy.file, clean, `${clean}.again`]) await rm(file, { force: true });
    return false;
  }
  await rename(clean, copy.file);
  copy.size = (await lstat(copy.file)).size;
  return true;
}

/** Writes the text without its secrets; false, and nothing written, when there are none. */
async function cleanInto({ file, path, size }: Copy, to: string, cleaner: TextCleaner): Promise<boolean> {
  if (size <= WHOLE) return await cleanWhole(await readFile(file), path, to, cleaner);
  let changed = false;
  const pieces = () =>
    cleanStream(createReadStream(file, { highWaterMark: BLOCK }), path, cleaner, () => changed = true);
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

async function write(
  file: string,
  blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  mode = 0o644,
): Promise<void> {
  const handle = await open(file, "w", mode);
  try {
    if ((process.umask() & mode) !== 0) await handle.chmod(mode);
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
