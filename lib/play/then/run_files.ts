/** The files of a run, from disk where its folder is at hand, else over HTTP. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pathBelow } from "../../files/safe_path.ts";
import { walkFiles } from "../../files/walk.ts";
import { runSegment } from "../../http/server_urls.ts";
import type { HttpAnswer } from "../../http/client.ts";
import { type ListedEntry, readBrowsePage, readJsonListing } from "../outputs/listing.ts";
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
  return (await entriesOf(run, folder, context))?.map(({ name }) => name);
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
  const own = context.session.headersFor("GET", url);
  // The file service takes the token of rq-engine, too; it opens the sandbox alone.
  const isServed = run.id === context.runId && /^(files|browse|download)\//.test(path);
  const engine = new URL(`${context.urls.origin}/rq-engine/api/`);
  const headers = isServed ? { ...context.session.headersFor("GET", engine), ...own } : own;
  return await context.client.send({
    method: "GET",
    url,
    headers,
    ...(saveTo === undefined ? {} : { saveTo }),
  });
}

async function walked(dir: string): Promise<FileList> {
  const files = new Map<string, number | undefined>();
  for (const path of await walkFiles(dir)) files.set(path, (await stat(join(dir, path))).size);
  return files;
}

async function listed(run: RunPlace, context: StepContext): Promise<FileList | undefined> {
  const files = new Map<string, number | undefined>();
  const visit = async (folder: string, depth: number): Promise<boolean> => {
    const entries = await entriesOf(run, folder, context);
    if (entries === undefined || depth > DEEPEST) return false;
    for (const { name, folder: isFolder, size } of entries) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isPassing(isFolder ? `${path}/` : path)) continue;
      if (!isFolder) files.set(path, size);
      else if (!await visit(path, depth + 1)) return false;
    }
    return true;
  };
  return await visit("", 0) ? files : undefined;
}

/** One folder, by the JSON listing or the page; undefined when the server has neither. One that is not found is empty. */
async function entriesOf(
  run: RunPlace,
  folder: string,
  context: StepContext,
): Promise<ListedEntry[] | undefined> {
  const files = await read(run, `files/${folder}`, context);
  const listing = files.status === 200 ? readJsonListing(files.json) : undefined;
  if (listing !== undefined) return listing.entries;
  const page = await read(run, `browse/${folder}`, context);
  if (folder !== "" && files.status === 404 && page.status === 404) return [];
  if (page.status !== 200 || page.truncated) return undefined;
  const root = `/runs/${runSegment(run.id)}/${encodeURIComponent(run.config)}`;
  return readBrowsePage(page.text, new URL(context.urls.base).pathname.replace(/\/$/, "") + root, folder)
    ?.entries;
}
