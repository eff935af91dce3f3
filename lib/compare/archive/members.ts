/** What an archive, or the folder that stands for it, holds: the members of one side. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import { walkFiles } from "../../files/walk.ts";
import type { ZipLimits } from "../../zip/archive.ts";
import { withZip, type ZipMember } from "../../zip/contents.ts";
import type { Side } from "../text/content.ts";

/** What archives of runs may hold: `.nodir` archives of large watersheds have tens of thousands of files. */
export const LIMITS: ZipLimits = { files: 500_000, bytes: 4 * 1024 ** 3, anyName: true };

/** Members by path, open for as long as they are used. */
export type Members = ReadonlyMap<string, ZipMember>;

/**
 * Runs with the members of a ZIP archive, or with the files of a folder.
 *
 * @throws Error that names side and file when it is no archive, is damaged, or holds a name twice
 */
export async function withMembers<T>(
  path: string,
  side: Side,
  file: string,
  use: (members: Members) => Promise<T>,
): Promise<T> {
  if ((await stat(path)).isDirectory()) return await use(byPath(await filesOf(path)));
  let opened = false;
  try {
    return await withZip(path, LIMITS, async (members) => {
      const found = byPath(members);
      opened = true;
      return await use(found);
    });
  } catch (error) {
    if (opened) throw error;
    throw new Error(`The ${side} file "${file}" cannot be read as an archive: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** What goes wrong with one member, with side and place. */
export function memberFault(side: Side, file: string, member: string, error: unknown): Error {
  const why = messageOf(error);
  return new Error(`"${member}" in the ${side} file "${file}" cannot be read: ${why}`, { cause: error });
}

function byPath(members: readonly ZipMember[]): Members {
  const found = new Map<string, ZipMember>();
  for (const member of members) {
    if (found.has(member.path)) throw new Error(`it holds ${JSON.stringify(member.path)} twice`);
    found.set(member.path, member);
  }
  return found;
}

async function filesOf(folder: string): Promise<ZipMember[]> {
  const files: ZipMember[] = [];
  for (const path of await walkFiles(folder)) {
    const file = join(folder, path);
    const { size } = await stat(file);
    files.push({
      path,
      size,
      blocks: () => createReadStream(file) as AsyncIterable<Uint8Array>,
    });
  }
  return files;
}
