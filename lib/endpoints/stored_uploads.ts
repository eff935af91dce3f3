/** Finds in a run directory the files that the server stored for uploads. */
import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { namesInside } from "../files/inside.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import { existing } from "../files/supplied.ts";
import { attribute, readNodb } from "../nodb/read.ts";
import type { StoredIn, UploadField } from "./uploads.ts";

/**
 * The file that is stored for a field now.
 *
 * @param runDir the run's directory; it is only read
 * @param entry the field
 * @param runId the run's id, for paths that a controller's state names
 * @returns file and the user's name for it; a sentence when several could be meant; undefined when there is none
 */
export async function storedUpload(
  runDir: string,
  entry: UploadField,
  runId: string,
): Promise<{ file: string; name: string } | string | undefined> {
  const inState = entry.state === undefined ? undefined : await fileInState(runDir, entry.state, runId);
  if (inState !== undefined) return { file: inState, name: uploadName(inState, entry) };
  const [only, ...more] = await storedFiles(runDir, entry.stored);
  if (only === undefined) return undefined;
  if (more.length > 0) return `${more.length + 1} stored files, and nothing tells which one it is`;
  return { file: only, name: uploadName(only, entry) };
}

/** The file that a controller's state names, when it lies in the run directory. */
export async function fileInState(
  runDir: string,
  state: { file: string; key: string },
  runId: string,
): Promise<string | undefined> {
  const read = await readNodb(runDir, state.file);
  const named = read !== undefined && "state" in read ? attribute(read.state, state.key)?.value : undefined;
  if (typeof named !== "string" || named === "") return undefined;
  // The state holds the path on the recording machine; what follows the run's folder is the same here.
  const folder = runId.split(";;").at(-1) ?? runId;
  const at = named.lastIndexOf(`/${folder}/`);
  const relative = at === -1 ? undefined : named.slice(at + folder.length + 2);
  if (relative === undefined || !isPlainRelative(relative)) return undefined;
  return await existing(runDir, relative);
}

/** All files in the places where uploads of a kind are stored. */
export async function storedFiles(runDir: string, places: readonly StoredIn[]): Promise<string[]> {
  const found: string[] = [];
  for (const { folder, prefix, extensions } of places) {
    for (const name of await namesInside(runDir, folder)) {
      const fits = extensions.includes(extname(name).toLowerCase()) && name.startsWith(prefix ?? "");
      if (fits) found.push(join(runDir, folder, name));
    }
  }
  return found;
}

/** The user's name of a stored file, without what the server put in front. */
export function uploadName(file: string, entry: UploadField): string {
  const kept = basename(file);
  const prefix = entry.stored.find((place) => place.prefix !== undefined && kept.startsWith(place.prefix))
    ?.prefix;
  return kept === "_baer.cropped.tif" ? "baer.cropped.tif" : kept.slice(prefix?.length ?? 0);
}

/** Names of the plain files of a folder, sorted. */
export async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
}
