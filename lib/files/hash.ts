/** SHA-256 of files and bytes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Tally } from "../model/progress.ts";

/** Hex SHA-256 of bytes or text (UTF-8). */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Hex SHA-256 of a file, read in blocks.
 *
 * @param tally gets the bytes as they are read
 */
export async function sha256File(path: string, tally: Tally = { done: 0 }): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) {
    hash.update(block as Uint8Array);
    tally.done += (block as Uint8Array).length;
  }
  return hash.digest("hex");
}
