/** Reading below a folder that somebody else filled: links are followed as far as they stay inside, and no further. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { isPlainRelative } from "./safe_path.ts";
import { existing } from "./supplied.ts";

/** Longest text that is read whole here, in bytes: manifests and states, never logs. */
const LONGEST = 64 * 1024 * 1024;

/** True when what lies at a path, links followed, is the folder or lies below it. What is not there does not. */
export async function isInside(folder: string, path: string): Promise<boolean> {
  const [real, target] = await Promise.all([folder, path].map((one) => realpath(one).catch(() => undefined)));
  if (real === undefined || target === undefined) return false;
  const inside = relative(real, target);
  return !isAbsolute(inside) && inside.split(sep)[0] !== "..";
}

/**
 * The text of a plain file below a folder; undefined when there is none, or a link leads out.
 *
 * @param path relative, with forward slashes
 */
export async function readInside(folder: string, path: string): Promise<string | undefined> {
  const file = await existing(folder, path);
  if (file === undefined) return undefined;
  if ((await stat(file)).size > LONGEST) return undefined;
  return await readFile(file, "utf8").catch(() => undefined);
}

/**
 * Names of the plain files in a folder below a folder, sorted; none when a link leads out. Links among them count
 * when they lead to plain files inside.
 *
 * @param path relative, with forward slashes; empty for the folder itself
 */
export async function namesInside(folder: string, path: string): Promise<string[]> {
  if (path !== "" && !isPlainRelative(path)) return [];
  const names: string[] = [];
  for (const name of await readdir(join(folder, path)).catch(() => [])) {
    const file = path === "" ? name : `${path}/${name}`;
    if (await existing(folder, file) !== undefined) names.push(name);
  }
  return names.sort();
}
