/**
 * Which file holds a log, and how it is packed. A dormant log is `<log>.gz` (or `.zst`); events that came later lie
 * in a new `<log>` beside it, and become `<log>.2.gz` when that is dormant in turn.
 */
import { type FileHandle, open } from "node:fs/promises";
import { codeOf } from "../../errors.ts";
import { Damaged } from "./read_blocks.ts";
import { unpacked } from "./unpack.ts";

/** How a file is packed. */
export type Packing = "plain" | "gzip" | "zstd";

/** One file of a log. */
export interface LogPart {
  path: string;
  packing: Packing;
}

const SUFFIXES: readonly [suffix: string, packing: Packing][] = [[".gz", "gzip"], [".zst", "zstd"]];

/** The path of a log without the suffix of a compressed one. */
export function plainName(path: string): string {
  const found = SUFFIXES.find(([suffix]) => path.endsWith(suffix));
  return found === undefined ? path : path.slice(0, -found[0].length);
}

/** How the file is packed: by its first bytes, of an empty file by its name. A missing file is taken by its name. */
export async function packingOf(path: string): Promise<Packing> {
  const first = await firstBytes(path, 4);
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  const isZstd = first[3] === 0xfd && first[2] === 0x2f && first[1] === 0xb5 && first[0] === 0x28;
  const isSkippable = first[3] === 0x18 && first[2] === 0x4d && first[1] === 0x2a &&
    ((first[0] ?? 0) & 0xf0) === 0x50;
  if (isZstd || isSkippable) return "zstd";
  return SUFFIXES.find(([suffix]) => path.endsWith(suffix))?.[1] ?? "plain";
}

/**
 * The file that stands for a log: itself, else its compressed form.
 *
 * @param isFile tells whether a file is there
 * @returns undefined when there is none
 */
export async function logFileAt(
  path: string,
  isFile: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (await isFile(path)) return path;
  for (const [suffix] of SUFFIXES) if (await isFile(path + suffix)) return path + suffix;
  return undefined;
}

/**
 * The files that make up a log, in order: `<log>.gz`, `<log>.2.gz`, … and the plain log. When the plain log begins
 * with all that the last compressed part holds, a crash left that one behind and the plain log stands for both.
 *
 * @param path as the user or a source named it: the log or its first compressed part
 */
export async function partsOf(path: string): Promise<LogPart[]> {
  const log = plainName(path);
  const plain: LogPart = { path: log, packing: await packingOf(log) };
  const isThere = await isReadable(log);
  if (log === path && isThere && plain.packing !== "plain") return [plain];
  const packed = await packedParts(log);
  if (!packed.some((part) => part.path === path) && path !== log) {
    return [{ path, packing: await packingOf(path) }];
  }
  const last = packed.at(-1);
  if (last === undefined || !isThere) return last === undefined ? [plain] : packed;
  return await holdsAll(log, last) ? [...packed.slice(0, -1), plain] : [...packed, plain];
}

/** The compressed parts of a log in order. */
export async function packedParts(log: string): Promise<LogPart[]> {
  const parts: LogPart[] = [];
  for (;;) {
    const number = parts.length === 0 ? "" : `.${parts.length + 1}`;
    const names = SUFFIXES.map(([suffix]) => log + number + suffix);
    const found: string[] = [];
    for (const name of names) if (await isReadable(name)) found.push(name);
    const [path] = found;
    if (path === undefined) return parts;
    parts.push({ path, packing: await packingOf(path) });
  }
}

/** Where the next compressed part of a log goes. */
export function nextPart(log: string, parts: readonly LogPart[]): string {
  return parts.length === 0 ? `${log}.gz` : `${log}.${parts.length + 1}.gz`;
}

async function isReadable(path: string): Promise<boolean> {
  const handle = await openIfThere(path);
  await handle?.close();
  return handle !== undefined;
}

/** True when the plain log begins with everything that the packed file holds, as far as that can be unpacked. */
export async function holdsAll(log: string, part: LogPart): Promise<boolean> {
  const handle = await openIfThere(log);
  if (handle === undefined) return false;
  let at = 0;
  try {
    for await (const block of unpacked(part)) {
      const own = new Uint8Array(block.length);
      const { bytesRead } = await handle.read(own, 0, own.length, at);
      if (bytesRead < block.length || own.some((byte, index) => byte !== block[index])) return false;
      at += block.length;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
  } finally {
    await handle.close();
  }
  return at > 0;
}

async function firstBytes(path: string, length: number): Promise<Uint8Array> {
  const handle = await openIfThere(path);
  if (handle === undefined) return new Uint8Array(0);
  try {
    const block = new Uint8Array(length);
    const { bytesRead } = await handle.read(block, 0, length, 0);
    return block.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
