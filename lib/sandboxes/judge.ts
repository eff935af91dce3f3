/** What a noted sandbox is now: in use, kept on purpose, left behind by a killed play, or none of ours any more. */
import { lstat, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../errors.ts";
import { isAlive, type Owner, thisProcess } from "../files/owner.ts";
import { exists, isPlainRelative } from "../files/safe_path.ts";
import { resultsRoot } from "../results/folder.ts";
import { identityOf, isSame, readSandboxes, type SandboxEntry } from "./index.ts";

/**
 * `running`: its play is at work, or may be; `kept`: its play ended, and its result is there; `left`: its play was
 * killed, or its result is gone; `remote`: as `left`, but it lies on a server; `gone`: only the entry is left;
 * `foreign`: something else lies in its place; `damaged`: the entry cannot be read.
 */
export type SandboxState = "running" | "kept" | "left" | "remote" | "gone" | "foreign" | "damaged";

/** One sandbox and its state. */
export interface JudgedSandbox {
  state: SandboxState;
  /** In words: why. */
  reason: string;
  /** The file of the list. */
  file: string;
  entry?: SandboxEntry;
  /** The folder itself: `dir`, or the name under which a removal was interrupted. */
  dir?: string;
}

/** Looks at every sandbox of the list. */
export async function judgeSandboxes(dataRoot: string): Promise<JudgedSandbox[]> {
  const self = await thisProcess();
  const judged: JudgedSandbox[] = [];
  for (const { file, entry } of await readSandboxes(dataRoot)) {
    if (entry === undefined) {
      judged.push({ state: "damaged", reason: "the entry cannot be read", file });
    } else judged.push({ file, entry, ...await judgeSandbox(dataRoot, entry, self) });
  }
  return judged;
}

/** The state of one sandbox. */
export async function judgeSandbox(
  dataRoot: string,
  entry: SandboxEntry,
  self: Owner,
): Promise<Pick<JudgedSandbox, "state" | "reason" | "dir">> {
  const { owner } = entry;
  if (owner.host !== self.host) {
    // A process of another machine cannot be asked; what it owns is never taken for left behind.
    return {
      state: "running",
      reason: `made on ${owner.host}: only that machine can tell whether it is in use`,
    };
  }
  if (await isAlive(owner)) return { state: "running", reason: `process ${owner.pid} plays in it` };
  const end = await endOfPlay(dataRoot, entry);
  if (entry.dir === null) {
    if (end.kept) return { state: "kept", reason: end.reason };
    return { state: entry.run_id === null ? "gone" : "remote", reason: end.reason };
  }
  const place = await placeOf(entry, entry.dir);
  if (place.state !== "ours") return place;
  return { state: end.kept ? "kept" : "left", reason: end.reason, dir: place.dir };
}

async function endOfPlay(
  dataRoot: string,
  { result, owner }: SandboxEntry,
): Promise<{ kept: boolean; reason: string }> {
  const folder = isPlainRelative(result) ? join(resultsRoot(dataRoot), result) : undefined;
  if (folder === undefined || !await exists(folder)) return { kept: false, reason: "its result is gone" };
  if (await exists(join(folder, "report.json"))) return { kept: true, reason: `kept for ${result}` };
  return { kept: false, reason: `its play was killed (process ${owner.pid})` };
}

/** Is the folder of that name the one that the play made? */
async function placeOf(
  { id, identity }: SandboxEntry,
  dir: string,
): Promise<{ state: "ours"; dir: string } | { state: "gone" | "foreign"; reason: string }> {
  for (const path of [dir, ...await halfRemoved(dir, id)]) {
    const found = await identityOf(path);
    if (identity !== null && isSame(found, identity)) return { state: "ours", dir: path };
    if (identity === null && found !== undefined && await isEmpty(path)) return { state: "ours", dir: path };
  }
  const there = await lstat(dir).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  });
  if (there === undefined) return { state: "gone", reason: "its folder is gone" };
  const what = there.isSymbolicLink() ? "a symbolic link" : there.isDirectory() ? "another folder" : "a file";
  return { state: "foreign", reason: `${what} lies in its place: ${dir}` };
}

/** Folders that lost their name before they were removed. */
async function halfRemoved(dir: string, id: string): Promise<string[]> {
  const names = await readdir(dirname(dir)).catch(() => []);
  const known = [`.${basename(dir)}.pruned-`, `.${id}.pruned-`];
  return names.filter((name) =>
    known.some((start) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
  )
    .map((name) => join(dirname(dir), name));
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0;
}
