/**
 * Outputs over HTTP: listed by `files/…` or `browse/…`, fetched by `download/…` into scratch space, and only what is asked
 * for. Names of a server are data: nothing that it names leaves the folder.
 */
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { globMatcher } from "../../files/glob.ts";
import { sha256File } from "../../files/hash.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { IS_FOLDER, type RunFault, type RunLook } from "../../files/run_files.ts";
import { isPlainRelative, pathBelow } from "../../files/safe_path.ts";
import type { HttpAnswer } from "../../http/client.ts";
import type { OnProgress, Tally } from "../../model/progress.ts";
import { counted } from "../../text/counted.ts";
import { type HttpTree, isRootOnly, treeOverHttp } from "./http_tree.ts";
import { runRequests, type RunSource } from "./run_requests.ts";
import type { Outputs } from "./types.ts";
import { tooMuch, unreadable } from "./unreadable.ts";

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
/** Answers that say that nothing is there. */
const ABSENT = new Set([404, 410]);
const DENIED = 403;
/** So many files that may not be read are named. */
const NAMED = 5;

/** What outputs over HTTP need. */
export interface HttpSource extends RunSource {
  /** Where fetched files go. */
  scratch: string;
  /** Remarks for the report. */
  note: (line: string) => void;
  bounds?: Partial<HttpBounds>;
  /** Told which file is fetched. */
  onProgress?: OnProgress | undefined;
}

/** A download: its answer, and the file where there was one. */
interface Fetched {
  answer: HttpAnswer;
  file?: { path: string; size: number };
}

/** Outputs of a run that lies on the server alone. */
export function httpOutputs(source: HttpSource): Outputs {
  const bounds = { ...BOUNDS, ...source.bounds };
  /** Bytes of what lies in scratch space, by path. */
  const sizes = new Map<string, number>();
  let begun = 0;
  const requests = runRequests(source);
  const tree = treeOverHttp(requests, bounds, onceEach(source.note));

  const fetchOne = async (path: string, received?: Tally): Promise<Fetched> => {
    const file = await pathBelow(source.scratch, path, "output");
    await makeFolder(source.scratch, 0o700);
    if (sizes.delete(path)) await rm(file, { force: true });
    const used = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const limit = Math.min(bounds.file, bounds.total - used);
    const url = requests.address("download", path);
    // Beside the folder: what turns out to be no file may stand there as a folder of others.
    const part = `${source.scratch}.${++begun}`;
    const answer = await requests.ask(url, { saveTo: part, saveLimit: limit, received });
    const { saved: size } = answer;
    if (answer.status === 200 && size !== undefined && !source.session.wasRefused(answer, url)) {
      await makeFolder(dirname(file));
      await rm(file, { recursive: true, force: true });
      await rename(part, file);
      sizes.set(path, size);
      return { answer, file: { path: file, size } };
    }
    await rm(part, { force: true });
    if (answer.status === 200 && size === undefined) throw tooMuch(`is larger than ${limit} bytes`, path);
    return { answer };
  };

  return {
    kind: "http",
    async list(glob) {
      const all = await tree.list();
      const matches = glob === undefined ? undefined : globMatcher(glob);
      return matches === undefined ? all : all?.filter(({ path }) => matches(path));
    },
    async folder(paths) {
      const denied: string[] = [];
      await makeFolder(source.scratch, 0o700);
      const bytes: Tally = { done: 0 };
      for (const [index, path] of [...new Set(paths)].entries()) {
        if (!isPlainRelative(path)) continue;
        const place = { number: index + 1, of: paths.length };
        source.onProgress?.({ kind: "files", task: "fetch", file: path, ...place, bytes });
        const { answer: { status }, file } = await fetchOne(path, bytes);
        if (status === DENIED) denied.push(path);
        else if (file === undefined && !ABSENT.has(status)) throw unreadable(path, status);
      }
      if (denied.length > 0) {
        const names = denied.slice(0, NAMED).join(", ") + (denied.length > NAMED ? ", …" : "");
        source.note(
          `the server denies ${counted(denied.length, "file")} of the run (HTTP ${DENIED}): ${names}`,
        );
      }
      return source.scratch;
    },
    async look(path) {
      if (!isPlainRelative(path)) return { fault: "is no path below the run" };
      const { answer, file } = await fetchOne(path);
      if (file === undefined) return await withoutFile(path, answer.status, tree);
      const changed = changedAt(answer);
      const hash = await sha256File(file.path);
      return { size: file.size, hash, ...(changed === undefined ? {} : { changed }) };
    },
  };
}

/** What an answer without a file says of the path. */
async function withoutFile(path: string, status: number, tree: HttpTree): Promise<RunLook> {
  if (status === DENIED) return denial(path);
  if (await tree.isFolder(path)) return { fault: IS_FOLDER };
  if (ABSENT.has(status)) return undefined;
  throw unreadable(path, status);
}

/** A denial says nothing of whether the file is there. */
function denial(path: string): RunFault {
  const fault = isRootOnly(path)
    ? "cannot be read over HTTP: the server gives it to the role Root alone"
    : `cannot be read: HTTP ${DENIED}`;
  return { fault, unseen: true };
}

/** When the file was written, by our clock: only how long ago that was is taken from the server's. */
function changedAt({ headers }: HttpAnswer): number | undefined {
  const modified = Date.parse(headers["last-modified"] ?? "");
  if (Number.isNaN(modified)) return undefined;
  const date = Date.parse(headers["date"] ?? "");
  return Number.isNaN(date) ? modified : Date.now() - Math.max(0, date - modified);
}

function onceEach(note: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (!said.has(line)) note(line);
    said.add(line);
  };
}
