/** Files packed with gzip (RFC 1952) are compared by what they hold. */
import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { createGunzip } from "node:zlib";
import { messageOf } from "../../errors.ts";
import { piped } from "../../files/piped.ts";
import type { Side } from "../text/content.ts";
import type { ComparatorInput } from "../types.ts";
import { withUnpackFolder, writeBlocks } from "./unpacked.ts";

const ENDING = /\.gz$/i;
/** Signature, and the one way of packing there is: deflate. */
const MAGIC = [0x1f, 0x8b, 8];

/** True for a file that begins as gzip does, whatever its name. */
export async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(MAGIC.length), 0, MAGIC.length, 0);
    return bytesRead === MAGIC.length && MAGIC.every((byte, at) => buffer[at] === byte);
  } finally {
    await handle.close();
  }
}

/**
 * Runs with the input of a comparator in which no side is packed: sides that are gzip are unpacked into a folder of
 * their own for as long as it takes. `file` loses its `.gz` then, as its ending may say what the content is.
 *
 * @throws Error that names side and file when it is damaged, or unpacks to more than a run would write
 * @example
 * ```ts
 * import { withoutGzip } from "./gzip.ts";
 * await withoutGzip(input, (plain) => textDiff.compare(plain)); // of soil_pw0.txt.gz
 * ```
 */
export async function withoutGzip<T>(
  input: ComparatorInput,
  use: (input: ComparatorInput) => Promise<T>,
): Promise<T> {
  const { baseline, produced, file } = input;
  const packedBefore = baseline.path !== undefined && await isGzip(baseline.path);
  const packedAfter = await isGzip(produced);
  if (!packedBefore && !packedAfter) return await use(input);
  return await withUnpackFolder(async (folder) => {
    const name = basename(file).replace(ENDING, "");
    const unpack = async (path: string, side: Side) => {
      const target = join(folder, side, name);
      await mkdir(join(folder, side));
      try {
        await writeBlocks(target, piped(createReadStream(path), createGunzip()));
      } catch (error) {
        throw new Error(`The ${side} file "${file}" cannot be unpacked as gzip: ${messageOf(error)}`, {
          cause: error,
        });
      }
      return target;
    };
    const plain = {
      ...input,
      file: file.replace(ENDING, ""),
      baseline: packedBefore && baseline.path !== undefined
        ? { ...baseline, path: await unpack(baseline.path, "baseline") }
        : baseline,
      produced: packedAfter ? await unpack(produced, "produced") : produced,
    };
    try {
      return await use(plain);
    } catch (error) {
      // Errors name the file that is there.
      throw new Error(messageOf(error).replaceAll(`"${plain.file}"`, `"${file}"`), { cause: error });
    }
  });
}
