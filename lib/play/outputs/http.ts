/**
 * Outputs over HTTP: listed by `files/…` or `browse/…`, fetched by `download/…` into scratch space, and only what is asked
 * for. Names of a server are data: nothing that it names leaves the folder.
 */
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Session } from "../../auth/session.ts";
import { ProfileError } from "../../errors.ts";
import { globMatcher } from "../../files/glob.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { isPlainRelative, pathBelow } from "../../files/safe_path.ts";
import type { HttpAnswer, HttpClient } from "../../http/client.ts";
import { runSegment, type ServerUrls } from "../../http/server_urls.ts";
import { type Listing, readBrowsePage, readJsonListing } from "./listing.ts";
import { readers } from "./local.ts";
import type { OutputFile, Outputs } from "./types.ts";

/** Bounds of what is taken from a server. */
export interface HttpBounds {
  /** Bytes of one file. */
  file: number;
  /** Bytes of all files that lie in scratch space at a time. */
  total: number;
  /** Files and folders of a listing. */
  entries: number;
  /** Folders below folders. */
  depth: number;
}

const BOUNDS: HttpBounds = { file: 2 ** 30, total: 4 * 2 ** 30, entries: 200_000, depth: 16 };
/** Only the role Root may see these; asking for them is refused. */
const FORBIDDEN = /(^|\/)(_logs|exceptions\.log|exception_factory\.log|profile\.events\.jsonl)(\/|$)/i;
/** Answers that say that nothing is there, or not for us. */
const ABSENT = new Set([403, 404, 410]);

/** What outputs over HTTP need. */
export interface HttpSource {
  client: HttpClient;
  session: Session;
  urls: ServerUrls;
  runId: string;
  config: string;
  /** Where fetched files go. */
  scratch: string;
  /** Remarks for the report. */
  note: (line: string) => void;
  bounds?: Partial<HttpBounds>;
}

/** Outputs of a run that lies on the server alone. */
export function httpOutputs(source: HttpSource): Outputs {
  const bounds = { ...BOUNDS, ...source.bounds };
  const sizes = new Map<string, number>();
  const said = new Set<string>();
  const noteOnce = (line: string) => {
    if (!said.has(line)) source.note(line);
    said.add(line);
  };
  const root = `${source.urls.base}/runs/${runSegment(source.runId)}/${encodeURIComponent(source.config)}`;
  const address = (kind: string, path: string) =>
    new URL(`${root}/${kind}/${path.split("/").map(encodeURIComponent).join("/")}`);
  const headers = (url: URL) => {
    // The file service takes the token of rq-engine.
    const engine = source.session.headersFor("GET", new URL(`${source.urls.origin}/rq-engine/api/`));
    return { ...engine, ...source.session.headersFor("GET", url) };
  };

  const ask = async (url: URL): Promise<HttpAnswer> => {
    const send = () => source.client.send({ method: "GET", url, headers: headers(url), redirect: "manual" });
    const answer = await send();
    return source.session.wasRefused(answer, url) && await source.session.renew() ? await send() : answer;
  };

  /** One folder; undefined when the server lists it neither way. A folder that is not found is empty. */
  const listOne = async (folder: string): Promise<Listing | undefined> => {
    const files = await ask(address("files", folder));
    const listing = files.status === 200 ? readJsonListing(files.json) : undefined;
    if (listing !== undefined) return listing;
    const page = await ask(address("browse", folder));
    if (folder !== "" && files.status === 404 && page.status === 404) return { entries: [], odd: 0 };
    if (page.status !== 200 || page.truncated) return undefined;
    return readBrowsePage(page.text, new URL(root).pathname, folder);
  };

  const listAll = async (): Promise<OutputFile[] | undefined> => {
    const files: OutputFile[] = [];
    let seen = 0;
    let odd = 0;
    const visit = async (folder: string, depth: number): Promise<boolean> => {
      const listing = await listOne(folder);
      if (listing === undefined) return false;
      odd += listing.odd;
      for (const { name, folder: isFolder, size, changed } of listing.entries) {
        const path = folder === "" ? name : `${folder}/${name}`;
        if (FORBIDDEN.test(path)) continue;
        if (++seen > bounds.entries) throw tooMuch(`lists more than ${bounds.entries} files`);
        if (!isFolder) {
          files.push({ path, size, stamp: changed === undefined ? undefined : `${changed}-${size}` });
        } else if (depth >= bounds.depth) noteOnce(`not listed, too deep: ${path}`);
        else if (!await visit(path, depth + 1)) noteOnce(`the server does not list ${path}`);
      }
      return true;
    };
    if (!await visit("", 0)) return undefined;
    if (odd > 0) {
      noteOnce(`${odd} entries of the run have names that no file can have here; they are left out`);
    }
    return files.sort((a, b) => a.path < b.path ? -1 : 1);
  };

  const fetchOne = async (path: string): Promise<void> => {
    if (!isPlainRelative(path)) return;
    const file = await pathBelow(source.scratch, path, "output");
    await rm(file, { force: true });
    sizes.delete(path);
    if (FORBIDDEN.test(path)) return;
    const url = address("download", path);
    const used = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const limit = Math.min(bounds.file, bounds.total - used);
    await makeFolder(dirname(file));
    const load = () =>
      source.client.send({
        method: "GET",
        url,
        headers: headers(url),
        redirect: "manual",
        saveTo: file,
        saveLimit: limit,
      });
    let answer = await load();
    if (source.session.wasRefused(answer, url) && await source.session.renew()) answer = await load();
    const { saved: size } = answer;
    if (answer.status === 200) {
      if (size === undefined) throw tooMuch(`is larger than ${limit} bytes`, path);
      if (!source.session.wasRefused(answer, url)) return void sizes.set(path, size);
    }
    await rm(file, { force: true });
    if (ABSENT.has(answer.status)) return;
    throw new ProfileError("unavailable", `Cannot read ${path} of the run: HTTP ${answer.status}`, {
      remedy: "Look at the server's log; or share its disk and name it with --playback-run-root",
    });
  };

  const folder = async (paths: readonly string[]): Promise<string> => {
    await makeFolder(source.scratch, 0o700);
    for (const path of new Set(paths)) await fetchOne(path);
    return source.scratch;
  };
  return {
    kind: "http",
    async list(glob) {
      const all = await listAll();
      const matches = glob === undefined ? undefined : globMatcher(glob);
      return matches === undefined ? all : all?.filter(({ path }) => matches(path));
    },
    folder,
    ...readers(folder),
  };
}

function tooMuch(what: string, path = "The run"): ProfileError {
  return new ProfileError("unavailable", `${path} ${what}; it cannot be read over HTTP`, {
    remedy: "Share the server's disk and name it with --playback-run-root",
  });
}
