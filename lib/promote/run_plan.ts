/**
 * What of a run directory goes into the snapshot `run/` of a profile: plain files, without logs. A symbolic link to a
 * file of the same run is kept as a copy of that file; every other link, and what is no file, is left out and said.
 */
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, sep } from "node:path";
import { codeOf, ProfileError } from "../errors.ts";
import type { Redactor } from "../redact/redactor.ts";

/** A file of the run. */
export interface RunFile {
  /** Path in the run, with forward slashes. */
  path: string;
  /** Absolute path of its content. */
  from: string;
  size: number;
}

/** What is not taken, and why. */
export interface LeftOut {
  /** Path in the run, without secrets. */
  path: string;
  reason: string;
}

/** The snapshot as planned. */
export interface RunPlan {
  /** The run directory, links resolved. */
  dir: string;
  /** Its last part: the run id, as WEPPcloud names its folders. */
  runId: string;
  files: RunFile[];
  leftOut: LeftOut[];
}

/** So many files of a folder are asked for their size at once. */
const AT_ONCE = 64;

/** Logs and what the recorder keeps: they hold addresses, names and times, and no replay needs them. */
const LOG =
  /\.log(?:\.\d+)?(?:\.(?:gz|zst|bz2|xz))?$|^exceptions|^exception_factory|^profile\.(?:events|captures)\./i;

/**
 * Lists a run directory.
 *
 * @param profiles `profiles/` of the data root; must not lie inside of the run
 * @throws ProfileError usage when it is no folder; refused when it holds the data root
 */
export async function planRun(runDir: string, profiles: string, redactor: Redactor): Promise<RunPlan> {
  const dir = await folderAt(runDir);
  const inside = relative(dir, await realpath(profiles));
  if (inside === "" || (inside.split(sep)[0] !== ".." && !isAbsolute(inside))) {
    throw new ProfileError("refused", `The run directory ${dir} holds the data root`, {
      position: { file: dir },
      remedy: "Give the directory of one run with --with-run",
    });
  }
  const plan: RunPlan = { dir, runId: basename(dir), files: [], leftOut: [] };
  await visit(plan, "", redactor);
  plan.files.sort((a, b) => a.path < b.path ? -1 : 1);
  return plan;
}

async function folderAt(runDir: string): Promise<string> {
  try {
    const dir = await realpath(runDir);
    if ((await stat(dir)).isDirectory()) return dir;
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) throw error;
  }
  throw new ProfileError("usage", `${runDir} is no run directory`, {
    remedy: "Give the directory of the recorded run with --with-run",
  });
}

async function visit(plan: RunPlan, folder: string, redactor: Redactor): Promise<void> {
  const plain: string[] = [];
  for (const entry of await readdir(join(plan.dir, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const clean = redactor.text(path);
    const leave = (reason: string) => void plan.leftOut.push({ path: clean, reason });
    if (isLog(path)) leave("a log");
    else if (clean !== path) leave("a secret in its name");
    else if (entry.isDirectory()) await visit(plan, path, redactor);
    else if (entry.isFile()) plain.push(path);
    else if (entry.isSymbolicLink()) {
      const target = await linked(plan.dir, path);
      if (typeof target === "string") leave(target);
      else plan.files.push(target);
    } else leave("no file");
  }
  for (let from = 0; from < plain.length; from += AT_ONCE) {
    const some = plain.slice(from, from + AT_ONCE).map(async (path) => {
      const from = join(plan.dir, path);
      return { path, from, size: (await lstat(from)).size };
    });
    plan.files.push(...await Promise.all(some));
  }
}

/** The file that a link leads to, or why it is left out. */
async function linked(dir: string, path: string): Promise<RunFile | string> {
  const from = await realpath(join(dir, path)).catch(() => undefined);
  if (from === undefined) return "a symbolic link that leads nowhere";
  const inside = relative(dir, from);
  if (inside.split(sep)[0] === ".." || isAbsolute(inside)) return "a symbolic link that leaves the run";
  if (isLog(inside.split(sep).join("/"))) return "a symbolic link to a log";
  const found = await stat(from);
  if (found.isDirectory()) return "a symbolic link to a folder";
  return found.isFile() ? { path, from, size: found.size } : "no file";
}

function isLog(path: string): boolean {
  const parts = path.split("/");
  return parts.includes("_logs") || LOG.test(parts.at(-1) ?? "");
}
