/** Hash of a file, and whether it holds a word, in one reading of any size. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * Hex SHA-256 of a file, and whether the word stands in its bytes (UTF-8).
 *
 * @param word undefined: nothing is looked for
 */
export async function fingerprint(
  file: string,
  word: string | undefined,
): Promise<{ sha256: string; holds: boolean }> {
  const hash = createHash("sha256");
  const wanted = Buffer.from(word ?? "");
  let holds = false;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const block = Buffer.from(chunk as Uint8Array);
    hash.update(block);
    if (wanted.length === 0 || holds) continue;
    holds = block.includes(wanted) ||
      Buffer.concat([rest, block.subarray(0, wanted.length)]).includes(wanted);
    // A small block may hold only the middle of the word.
    rest = Buffer.from(Buffer.concat([rest, block.subarray(-wanted.length)]).subarray(-wanted.length));
  }
  return { sha256: hash.digest("hex"), holds };
}
