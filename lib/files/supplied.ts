/** Files that the user supplies with `--uploads DIR`: by `<field>/<file name>`, then by file name. */
import { stat } from "node:fs/promises";
import { isPlainName, pathBelow } from "./safe_path.ts";

/** The path below a folder when a file is there and no link leads out. */
export async function existing(folder: string, relative: string): Promise<string | undefined> {
  const path = await pathBelow(folder, relative, "stored file").catch(() => undefined);
  if (path === undefined) return undefined;
  return await stat(path).then((found) => found.isFile() ? path : undefined, () => undefined);
}

/**
 * Where a supplied file may lie, best first, relative to the folder; empty when the name is no plain name.
 *
 * @param number which upload of that field and name it is, from 1: `<field>/2/<file name>` is the second one's own
 */
export function suppliedPaths(field: string, filename: string, number?: number): string[] {
  if (!isPlainName(filename)) return [];
  if (!isPlainName(field)) return [filename];
  const own = number === undefined ? [] : [`${field}/${number}/${filename}`];
  return [...own, `${field}/${filename}`, filename];
}
