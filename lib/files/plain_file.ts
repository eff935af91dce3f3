/** Reads a file that somebody else may have put there: no link, no pipe, no device, and no more than was meant. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { codeOf } from "../errors.ts";

/** Longest file that {@link plainText} reads, in bytes: states, ledgers and lists of a draft. */
const LONGEST = 256 * 1024 * 1024;

/**
 * The text of a plain file, or why there is none in words; undefined when nothing is there.
 *
 * @param largest in bytes
 * @example
 * ```ts
 * import { readPlain } from "./plain_file.ts";
 * await readPlain("/runs/ample-otter/ron.nodb", 16_000_000); // { fault: "is a symbolic link" }
 * ```
 */
export async function readPlain(
  path: string,
  largest: number,
): Promise<string | { fault: string } | undefined> {
  // A link may lead anywhere, and opening a pipe would wait for its writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, flags).catch((error: unknown) => codeOf(error) ?? "unknown error");
  if (typeof handle === "string") {
    if (handle === "ENOENT" || handle === "ENOTDIR") return undefined;
    return { fault: handle === "ELOOP" ? "is a symbolic link" : `cannot be read: ${handle}` };
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { fault: "is no file" };
    if (found.size > largest) return { fault: `has ${Math.ceil(found.size / 1e6)} MB` };
    return await handle.readFile("utf8");
  } catch (error) {
    return { fault: `cannot be read: ${codeOf(error) ?? "unknown error"}` };
  } finally {
    await handle.close();
  }
}

/** The text of a plain file; empty when there is none. */
export async function plainText(path: string): Promise<string> {
  const text = await readPlain(path, LONGEST);
  return typeof text === "string" ? text : "";
}
