/** The files of a run, from disk where its folder is at hand, else over HTTP. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathBelow } from "../../files/safe_path.ts";
import { walkFiles } from "../../files/walk.ts";
import { runSegment } from "../../http/server_urls.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import type { HttpAnswer } from "../../http/client.ts";
import type { StepContext } from "../run_step.ts";

/** What a run holds: size in bytes by path, undefined where the listing does not tell it. */
export type FileList = ReadonlyMap<string, number | undefined>;

/** Files that a server writes while it looks at a run: no copy can have them as they are. */
const PASSING = /(^|\/)_logs\/|\.log$|\.lock$|^(archives\/|redisprep\.dump$|PUBLIC$|READONLY$)/;

/** Folders deeper than this are no folders of a run. */
const DEEPEST = 12;

/** True for a file that may differ between a run and its copy. */
export function isPassing(path: string): boolean {
  return PASSING.test(path);
}

/** One run as it can be looked at. */
export interface RunPlace {
  id: string;
  config: string;
  /** Its folder; undefined when that is not on this machine. */
  dir: string | undefined;
}

/** The folder, when it is there. */
export async function folderAtHand(dir: string | undefined): Promise<string | undefined> {
  if (dir === undefined) return undefined;
  return await stat(dir).then((found) => found.isDirectory() ? dir : undefined, () => undefined);
}

/** Files of a run without those that pass; undefined when the server's listing cannot be read. */
export async function filesOf(run: RunPlace, context: StepContext): Promise<FileList | undefined> {
  const all = run.dir === undefined ? await listed(run, context) : await walked(run.dir);
  return all === undefined ? undefined : new Map([...all].filter(([path]) => !isPassing(path)));
}

/** Names in a folder of a run; undefined when neither disk nor the server's pages tell them. */
export async function namesIn(
  run: RunPlace,
  folder: string,
  context: StepContext,
): Promise<string[] | undefined> {
  if (run.dir !== undefined) return await walkFiles(await pathBelow(run.dir, folder));
  const listing = await read(run, `files/${folder}/`, context);
  if (listing.status === 404) return [];
  const entries = entriesIn(listing.json);
  if (entries !== undefined) return entries.map(({ name }) => name);
  const page = await read(run, `browse/${folder}/`, context);
  if (page.status === 404) return [];
  if (page.status !== 200) return undefined;
  const links = [...page.text.matchAll(/href="[^"?]*\/([^"/?]+)"/g)].map(([, name = ""]) => name);
  return [...new Set(links.map(decoded))];
}

/** Asks for something below the run's own address. */
export async function read(
  run: Pick<RunPlace, "id" | "config">,
  path: string,
  context: StepContext,
  saveTo?: string,
): Promise<HttpAnswer> {
  const base = `${context.urls.base}/runs/${runSegment(run.id)}/${encodeURIComponent(run.config)}`;
  const url = new URL(`${base}/${path.split("/").map(encodeURIComponent).join("/")}`);
  const headers = context.session.headersFor("GET", url);
  return await context.client.send({
    method: "GET",
    url,
    headers,
    ...(saveTo === undefined ? {} : { saveTo }),
  });
}

/** The bytes of a file on disk; undefined when it is not there. */
export async function bytesOf(dir: string, path: string): Promise<Uint8Array | undefined> {
  return await readFile(join(dir, path)).catch(() => undefined);
}

async function walked(dir: string): Promise<FileList> {
  const files = new Map<string, number | undefined>();
  for (const path of await walkFiles(dir)) files.set(path, (await stat(join(dir, path))).size);
  return files;
}

async function listed(run: RunPlace, context: StepContext): Promise<FileList | undefined> {
  const files = new Map<string, number | undefined>();
  const visit = async (folder: string, depth: number): Promise<boolean> => {
    const entries = entriesIn((await read(run, `files/${folder}`, context)).json);
    if (entries === undefined || depth > DEEPEST) return false;
    for (const { name, isFolder, size } of entries) {
      const path = `${folder}${name}`;
      if (isPassing(isFolder ? `${path}/` : path)) continue;
      if (!isFolder) files.set(path, size);
      else if (!await visit(`${path}/`, depth + 1)) return false;
    }
    return true;
  };
  return await visit("", 0) ? files : undefined;
}

/** Entries of a listing; its shape is not documented, so only what is plain is taken. */
function entriesIn(json: JsonValue | undefined) {
  const lists = isObject(json) ? Object.values(json) : [json];
  const list = lists.find((value) =>
    Array.isArray(value) && value.every((one) => isObject(one) && "name" in one)
  );
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((entry) => {
    if (!isObject(entry) || typeof entry["name"] !== "string") return [];
    const { name, type, size, is_dir } = entry;
    const isFolder = is_dir === true || type === "directory" || type === "dir" || type === "folder";
    return [{ name, isFolder, size: typeof size === "number" ? size : undefined }];
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
