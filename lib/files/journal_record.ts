/** What a journalled change leaves on disk while it runs: a staging folder, and the journal once it is ready. */
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../errors.ts";
import { isAlive, type Owner } from "./owner.ts";

const Hash = z.string().nullable();
const OwnerSchema = z.object({ pid: z.number(), host: z.string(), started: z.string().exactOptional() });

/** The journal: written and flushed when everything is staged, before the first target is touched. */
export const Journal = z.object({
  version: z.literal(1),
  owner: OwnerSchema,
  changes: z.array(z.object({
    path: z.string(),
    /** SHA-256 before and after; null when there is no file. */
    old: Hash,
    new: Hash,
    /** Name of the new content in the staging folder. */
    staged: z.string().nullable(),
  })),
});
export type Journal = z.infer<typeof Journal>;

/** Where the parts of a change lie. */
export interface Places {
  staging: string;
  journal: string;
}

/** How long a staging folder of another machine counts as being worked on, in ms. */
const FOREIGN_PATIENCE = 10 * 60 * 1000;

/** Staging folder and journal of a change in its root. */
export function placesOf(root: string, name: string): Places {
  const folder = resolve(root);
  return { staging: join(folder, `.${name}.staging`), journal: join(folder, `.${name}.journal.json`) };
}

/** The name of a change, from the name of its staging folder or journal. */
export function nameOf(entry: string): string | undefined {
  return /^\.(.+)\.(?:journal\.json|staging)$/.exec(entry)?.[1];
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

/** Who made the staging folder; undefined when the process died before it could say so. */
export async function readOwner(staging: string): Promise<Owner | undefined> {
  const text = await readFile(join(staging, "owner.json"), "utf8").catch(() => "");
  try {
    return OwnerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** True when another process may still be at work there. */
export async function isOtherAtWork(owner: Owner, self: Owner, { staging }: Places): Promise<boolean> {
  if (owner.host === self.host) return owner.pid !== self.pid && await isAlive(owner);
  const folder = await stat(staging).catch(() => undefined);
  return folder !== undefined && Date.now() - folder.mtimeMs < FOREIGN_PATIENCE;
}
