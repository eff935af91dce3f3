/** Reads the content of both sides for comparators of text, with errors that name the side. */
import { Buffer } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import type { ComparatorInput } from "../types.ts";

/** Largest file that is read whole, in bytes. */
const LARGEST = 256 * 1024 * 1024;

/** Which side a file is of; the word in errors. */
export type Side = "baseline" | "produced";

/** Paths of both sides. */
export function bothSides(input: ComparatorInput): { baseline: string; produced: string } {
  if (input.baseline.path === undefined) {
    throw new Error(`The baseline keeps only the hash of "${input.file}"`);
  }
  return { baseline: input.baseline.path, produced: input.produced };
}

/**
 * Bytes of a text file.
 *
 * @throws Error when the file is empty, binary or too large, naming the side
 */
export async function readTextBytes(path: string, side: Side, file: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > LARGEST) {
    throw new Error(`The ${side} file "${file}" is too large to be read as text (${size} bytes)`);
  }
  const bytes = await readFile(path);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new Error(`The ${side} file "${file}" is not text (NUL at byte ${nul})`);
  return bytes;
}

/** UTF-8 text, or undefined when the bytes are not valid UTF-8. A byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text of which each byte is one character: any bytes can be told apart in it. */
export function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
