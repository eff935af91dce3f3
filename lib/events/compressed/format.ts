/**
 * Which file holds a log, and how it is packed. A dormant log is `<log>.gz` (or `.zst`); events that came later lie
 * in a new `<log>` beside it.
 */
import { type FileHandle, open } from "node:fs/promises";
import { codeOf } from "../../errors.ts";
import { unpacked } from "./unpack.ts";

/** How a file is packed. */
export type Packing = "plain" | "gzip" | "zstd";

/** One file of a log. */
export interface LogPart {
  path: string;
  packing: Packing;
}

const SUFFIXES: readonly [suffix: string, packing: Packing][] = [[".gz", "gzip"], [".zst", "zstd"]];
/** So many bytes tell whether two files begin alike: more than one event. */
const COMPARED = 64 * 1024;

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
 * The files that make up a log, in order. A compressed part beside the plain log comes first, unless the plain log
 * begins with the same bytes: then a crash left it there and it holds everything.
 *
 * @param path as the user or a source named it; a compressed file named itself stands alone
 */
export async function partsOf(path: string): Promise<LogPart[]> {
  const own: LogPart = { path, packing: await packingOf(path) };
  if (own.packing !== "plain") return [own];
  const older = await olderPart(path);
  return older === undefined ? [own] : [older, own];
}

/** The compressed part that holds what came before the plain log, if there is one. */
export async function olderPart(log: string): Promise<LogPart | undefined> {
  for (const [suffix] of SUFFIXES) {
    const path = log + suffix;
    const handle = await openIfThere(path);
    if (handle === undefined) continue;
    await handle.close();
    const part: LogPart = { path, packing: await packingOf(path) };
    return await beginAlike(part, log) ? undefined : part;
  }
  return undefined;
}

/** True when the packed file and the plain one begin with the same bytes, as far as both go. */
async function beginAlike(part: LogPart, log: string): Promise<boolean> {
  const plain = await firstBytes(log, COMPARED);
  if (plain.length === 0) return false;
  let at = 0;
  try {
    for await (const block of unpacked(part)) {
      for (let index = 0; index < block.length && at < plain.length; index++, at++) {
        if (block[index] !== plain[at]) return false;
      }
      if (at === plain.length) return true;
    }
  } catch {
    // Damaged: as far as it can be read, it decides; reading it says what is wrong.
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
