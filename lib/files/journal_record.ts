/**
 * What a journalled change leaves on disk while it runs: a staging folder that names its owner, and the journal
 * once it is ready. The names start with a prefix that nobody else uses.
 */
import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../errors.ts";
import { FolderChange, MoveChange, REPLACED } from "./journal_folders.ts";
import { isAlive, Owner, parseOwner } from "./owner.ts";

const Hash = z.string().nullable();

/** The journal: written and flushed when everything is staged, before the first target is touched. */
export const Journal = z.object({
  version: z.literal(1),
  owner: Owner,
  changes: z.array(z.union([
    z.strictObject({
      path: z.string(),
      /** SHA-256 before and after; null when there is no file. */
      old: Hash,
      new: Hash,
      /** Name of the new content in the staging folder. */
      staged: z.string().nullable(),
    }),
    FolderChange,
    MoveChange,
  ])),
});
export type Journal = z.infer<typeof Journal>;

/** Start of every name that a journal makes in a folder. */
const PREFIX = ".profile-journal-";
/** Names of staged files and folders, and of folders that were replaced. */
const STAGED = new RegExp(`^\\d+(?:\\${REPLACED})?$`);
/** Names of the owner's file and of the journal while it is written, in a staging folder. */
export const OWNER_FILE = "owner.json";
export const DRAFT_JOURNAL = "journal.json";

/** What a change leaves in its root. */
const LEFT = new RegExp(`^\\${PREFIX}(.+)\\.(?:staging|json|new-[^.]+)$`);

/** Where the parts of a change lie. */
export interface Places {
  root: string;
  staging: string;
  journal: string;
  /** Lock of those who finish or undo what a crash left. */
  lock: string;
  /** Start of the names of folders that will be renamed to the staging folder. */
  fresh: string;
}

/** Staging folder and journal of a change in its root. */
export function placesOf(root: string, name: string): Places {
  const folder = resolve(root);
  const start = join(folder, PREFIX + name);
  return {
    root: folder,
    staging: `${start}.staging`,
    journal: `${start}.json`,
    lock: `${start}.lock`,
    fresh: `${start}.new-`,
  };
}

/** Names of all changes that have left, or are making, something in a folder. */
export async function journalNames(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  const found = names.map((name) => LEFT.exec(name)?.[1]).filter((name) => name !== undefined);
  return [...new Set(found)].sort();
}

/** Staging folders of a change that never got their place. */
export async function freshFolders({ root, fresh }: Places): Promise<string[]> {
  const names = await readdir(root).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.map((name) => join(root, name)).filter((path) => path.startsWith(fresh)).sort();
}

/**
 * The journal, or undefined when there is none (yet).
 *
 * @throws ProfileError refused when it is damaged
 */
export async function readJournal(path: string): Promise<Journal | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return Journal.parse(JSON.parse(text));
  } catch (error) {
    throw new ProfileError("refused", "The journal of an interrupted change is damaged", {
      position: { file: path },
      remedy: "Restore the files beside it from git, then remove it and the .staging folder",
      cause: error,
    });
  }
}

/** Who made a staging folder, and when it was last changed (ms since 1970); undefined when it is none of ours. */
export async function ownerOf(folder: string): Promise<{ owner: Owner; touched: number } | undefined> {
  const text = await readFile(join(folder, OWNER_FILE), "utf8").catch(() => "");
  const owner = parseOwner(text);
  const touched = await stat(folder).then((found) => found.mtimeMs, () => undefined);
  return owner === undefined || touched === undefined ? undefined : { owner, touched };
}

/**
 * Removes a staging folder whose process was killed before it had written its owner's file; true when it was one.
 * Nothing else may be in it.
 */
export async function removeUnowned(folder: string, { fresh }: Places, self: Owner): Promise<boolean> {
  const pid = Number(/^(\d+)-[A-Za-z0-9]+$/.exec(folder.slice(fresh.length))?.[1]);
  if (Number.isNaN(pid) || (pid !== self.pid && await isAlive({ pid, host: self.host }))) return false;
  const file = join(folder, OWNER_FILE);
  if (await readFile(file, "utf8").catch(() => undefined) === "") await rm(file, { force: true });
  return await rmdir(folder).then(() => true, () => false);
}

/**
 * Removes a staging folder of ours: the staged contents and what was replaced, the owner's file last, then the folder if it is empty.
 * Files that no journal writes stay, and the folder with them.
 */
export async function removeStaging(folder: string): Promise<void> {
  if (await ownerOf(folder) !== undefined) {
    const names = await readdir(folder);
    for (const name of names) {
      if (!STAGED.test(name) && name !== DRAFT_JOURNAL) continue;
      await rm(join(folder, name), { force: true, recursive: true });
    }
    await rm(join(folder, OWNER_FILE), { force: true });
  }
  await rmdir(folder).catch((error: unknown) => {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(codeOf(error) ?? "")) throw error;
  });
}
