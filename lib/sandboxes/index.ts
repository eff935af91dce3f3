/**
 * The list of sandboxes that plays of this data root made: `profiles/results/.sandboxes/<id>.json`, one file each, written
 * before the sandbox itself. It is what tells ours from everything else that lies in the same place.
 */
import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { Owner } from "../files/owner.ts";
import { SandboxMode } from "../model/sandbox_mode.ts";
import { parseJson, stableJson } from "../model/json.ts";
import { resultsRoot } from "../results/folder.ts";

/** What tells one folder from another one of its name; numbers as text, for they may be larger than JSON holds. */
export const Identity = z.strictObject({ dev: z.string(), ino: z.string() });
export type Identity = z.infer<typeof Identity>;

/** One sandbox that a play made. */
export const SandboxEntry = z.strictObject({
  version: z.literal(1),
  /** 32 hexadecimal digits, random: name of the entry, and of the folder where the play chose it. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Null until the server that makes the run has named it. */
  run_id: z.string().nullable(),
  mode: SandboxMode,
  /** Its folder on this disk; null when it lies on the server alone. */
  dir: z.string().nullable(),
  /** Of the folder; null until it was made. */
  identity: Identity.nullable(),
  /** `embedded`, or the base URL. */
  target: z.string(),
  profile: z.string(),
  /** Folder of the play's result, relative to `profiles/results`. */
  result: z.string(),
  /** The process that plays. */
  owner: Owner,
  made_at: z.string(),
});
export type SandboxEntry = z.infer<typeof SandboxEntry>;

/** An entry as found: readable, or why it is not. */
export interface FoundEntry {
  file: string;
  entry?: SandboxEntry;
}

/** Folder of the list. */
export function sandboxIndex(dataRoot: string): string {
  return join(resultsRoot(dataRoot), ".sandboxes");
}

/** Writes or rewrites an entry. */
export async function noteSandbox(dataRoot: string, entry: SandboxEntry): Promise<void> {
  await writeAtomic(fileOf(dataRoot, entry.id), stableJson(entry), { mode: 0o600 });
}

/** Takes an entry away; that of a sandbox that is gone. */
export async function forgetSandbox(dataRoot: string, id: string): Promise<void> {
  await rm(fileOf(dataRoot, id), { force: true });
}

/** All entries, by id. What is in the folder and no entry of this version has no `entry`. */
export async function readSandboxes(dataRoot: string): Promise<FoundEntry[]> {
  const folder = sandboxIndex(dataRoot);
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const found: FoundEntry[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith(".json") || name.startsWith(".")) continue;
    const file = join(folder, name);
    const text = await readFile(file, "utf8").catch(() => "");
    const { data } = SandboxEntry.safeParse(parseJson(text));
    const named = data !== undefined && `${data.id}.json` === name;
    found.push({ file, ...(named ? { entry: data } : {}) });
  }
  return found;
}

/** The identity of a folder; undefined for anything that is no folder, links included, and for nothing. */
export async function identityOf(path: string): Promise<Identity | undefined> {
  const found = await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  });
  if (found === undefined || !found.isDirectory()) return undefined;
  return { dev: String(found.dev), ino: String(found.ino) };
}

/** True when both are the same folder. */
export function isSame(a: Identity | undefined, b: Identity): boolean {
  return a !== undefined && a.dev === b.dev && a.ino === b.ino;
}

function fileOf(dataRoot: string, id: string): string {
  return join(sandboxIndex(dataRoot), `${id}.json`);
}
