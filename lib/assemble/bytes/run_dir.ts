/**
 * What the server stored in the run directory. Uploads of one pool overwrite each other, so a stored file belongs
 * to the last upload only; wherever a doubt is left, there are no bytes.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { omniScenario, type StoredIn, type UploadField } from "../../endpoints/uploads.ts";
import { isPlainRelative } from "../../files/safe_path.ts";
import { existing } from "../../files/supplied.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { UploadNeed } from "../step.ts";
import type { ByteSource, ByteWorld, FoundBytes } from "./types.ts";

export const runDirectory: ByteSource = {
  name: "run directory",
  async find(need, world) {
    const { entry } = need;
    const { runDir } = world.source;
    if (entry === undefined || runDir === undefined) return undefined;
    const place = world.history.place(entry, need.field, need.recorded);
    if (!place.last) {
      return `a later upload of the same kind (${place.count} in the log) may have overwritten what the server stored`;
    }
    if (isDisturbed(need, entry, world)) return "a later change put other files in its place";
    const scenario = omniScenario(need.field);
    if (scenario !== undefined) return await onlyFile(join(runDir, "omni", "_limbo", String(scenario)));
    const inState = entry.state === undefined
      ? undefined
      : await fileInState(runDir, entry.state, world.runId);
    if (inState !== undefined) {
      return stored(
        inState,
        entry,
        `${entry.state?.file} names it as the file in use, and no upload came later`,
      );
    }
    const candidates = await storedFiles(runDir, entry.stored);
    const [only, ...more] = candidates;
    if (only === undefined) return undefined;
    if (more.length > 0) return `${candidates.length} stored files, and nothing tells which one it is`;
    const why = place.only
      ? "the only upload of its kind in the log, and the only such file in the run"
      : "the last upload of its kind in the log, and the only such file in the run";
    return stored(only, entry, why);
  },
};

/** Did a later request, other than an upload of the same pool, touch the place? */
function isDisturbed(need: UploadNeed, entry: UploadField, { requests }: ByteWorld): boolean {
  const { disturbedBy } = entry;
  if (disturbedBy === undefined) return false;
  return requests.slice(requests.indexOf(need.recorded) + 1).some((request) =>
    request.method !== "GET" && request.outcome !== "refused" && disturbedBy.test(request.target.rest)
  );
}

/** The file that a controller's state names, when it lies in the run directory. */
async function fileInState(
  runDir: string,
  state: { file: string; key: string },
  runId: string,
): Promise<string | undefined> {
  const content = parseJson(await readFile(join(runDir, state.file), "utf8").catch(() => ""));
  const attributes = isObject(content) ? content["py/state"] : undefined;
  const named = isObject(attributes) ? attributes[state.key] : undefined;
  if (typeof named !== "string" || named === "") return undefined;
  // The state holds the path on the recording machine; what follows the run's folder is the same here.
  const folder = runId.split(";;").at(-1) ?? runId;
  const at = named.lastIndexOf(`/${folder}/`);
  const relative = at === -1 ? undefined : named.slice(at + folder.length + 2);
  if (relative === undefined || !isPlainRelative(relative)) return undefined;
  return await existing(runDir, relative);
}

async function storedFiles(runDir: string, places: readonly StoredIn[]): Promise<string[]> {
  const found: string[] = [];
  for (const { folder, prefix, extensions } of places) {
    for (const name of await fileNames(join(runDir, folder))) {
      const fits = extensions.includes(extname(name).toLowerCase()) && name.startsWith(prefix ?? "");
      if (fits) found.push(join(runDir, folder, name));
    }
  }
  return found;
}

async function onlyFile(folder: string): Promise<FoundBytes | string | undefined> {
  const [only, ...more] = await fileNames(folder);
  if (only === undefined) return undefined;
  if (more.length > 0) return `${more.length + 1} stored files, and nothing tells which one it is`;
  return {
    file: join(folder, only),
    name: only,
    from: "run directory",
    certainty: "stored",
    why: "the only file of its scenario, and no upload came later",
  };
}

function stored(file: string, entry: UploadField, why: string): FoundBytes {
  const kept = basename(file);
  const prefix = entry.stored.find((place) => place.prefix !== undefined && kept.startsWith(place.prefix))
    ?.prefix;
  const name = kept === "_baer.cropped.tif" ? "baer.cropped.tif" : kept.slice(prefix?.length ?? 0);
  return { file, name, from: "run directory", certainty: "stored", why };
}

/** Names of the plain files of a folder, sorted. */
export async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
}
