/** Prepares a data root: folders, what git ignores and keeps in LFS, a configuration. Overwrites nothing. */
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { makeFolder } from "../files/make_folder.ts";
import { unwritable } from "../files/unwritable.ts";
import { draftNames, profileSlugs } from "../profiles/resolve.ts";
import {
  CONFIG_SCHEMA,
  PROFILE_SCHEMA,
  writeConfigSchema,
  writeProfileSchema,
} from "../profiles/schema_file.ts";
import { counted } from "../text/counted.ts";
import { RECIPES, recipeText, type Service } from "./ci/recipes.ts";
import { CONFIG, GITATTRIBUTES, GITIGNORE } from "./texts.ts";

/** One folder or file, and what became of it. */
export interface InitItem {
  /** Path in the data root. */
  path: string;
  outcome: "made" | "added" | "left";
  /** What was added, or why it was left. */
  detail?: string;
}

/** What came of it. */
export interface InitResult {
  dataRoot: string;
  items: InitItem[];
  profiles: number;
  drafts: number;
}

/** Folders, with their permissions: drafts hold what nobody has reviewed yet. */
const FOLDERS: readonly [string, number][] = [
  ["profiles", 0o777],
  ["profiles/_drafts", 0o700],
  ["profiles/archived", 0o777],
  ["profiles/results", 0o777],
];

/**
 * Prepares a folder as data root; what is there stays as it is.
 *
 * @param dataRoot made when missing
 * @param ci services whose recipes are written, and the version of this program, which they fetch
 * @throws ProfileError refused when something is in the way; unavailable when the folder cannot be written
 */
export async function initDataRoot(
  dataRoot: string,
  ci: { services: readonly Service[]; version: string } = { services: [], version: "" },
): Promise<InitResult> {
  try {
    const items: InitItem[] = [];
    for (const [path, mode] of FOLDERS) items.push(await folder(dataRoot, path, mode));
    items.push(await lines(dataRoot, ".gitignore", GITIGNORE));
    items.push(await lines(dataRoot, ".gitattributes", GITATTRIBUTES));
    items.push(await file(dataRoot, "profiles/profile.config.yaml", CONFIG));
    items.push(await schema(dataRoot, PROFILE_SCHEMA, writeProfileSchema));
    items.push(await schema(dataRoot, CONFIG_SCHEMA, writeConfigSchema));
    for (const service of new Set(ci.services)) items.push(await recipe(dataRoot, service, ci.version));
    const [profiles, drafts] = [await profileSlugs(dataRoot), await draftNames(dataRoot)];
    return { dataRoot, items, profiles: profiles.length, drafts: drafts.length };
  } catch (error) {
    throw await unwritable(dataRoot, error);
  }
}

async function folder(root: string, path: string, mode: number): Promise<InitItem> {
  const full = join(root, path);
  const found = await lstat(full).catch(() => undefined);
  if (found?.isDirectory() === true) return { path: `${path}/`, outcome: "left" };
  if (found !== undefined && !found.isSymbolicLink()) {
    throw new ProfileError("refused", `${full} is in the way: it is no folder`, {
      position: { file: full },
      remedy: "Move it away, or name another folder",
    });
  }
  if (found !== undefined) return { path: `${path}/`, outcome: "left", detail: "is a symbolic link" };
  await makeFolder(full, mode);
  return { path: `${path}/`, outcome: "made" };
}

async function file(root: string, path: string, text: string): Promise<InitItem> {
  if (await textOf(root, path) !== undefined) return { path, outcome: "left" };
  await writeAtomic(join(root, path), text);
  return { path, outcome: "made" };
}

/** A recipe belongs to its user as soon as it is written. */
async function recipe(root: string, service: Service, version: string): Promise<InitItem> {
  const { path, mode } = RECIPES[service];
  const text = recipeText(RECIPES[service], version);
  const before = await textOf(root, path);
  if (before === undefined) {
    await writeAtomic(join(root, path), text, { mode });
    return { path, outcome: "made" };
  }
  if (before === text) return { path, outcome: "left" };
  return {
    path,
    outcome: "left",
    detail: `is another; init --ci ${service} in a new folder shows this version's`,
  };
}

/** The schema belongs to the program: another version's is replaced by this one's. */
async function schema(root: string, name: string, write: (root: string) => Promise<void>): Promise<InitItem> {
  const path = `profiles/${name}`;
  const before = await textOf(root, path);
  await write(root);
  const outcome = before === undefined ? "made" : "left";
  if (before === undefined || before === await textOf(root, path)) return { path, outcome };
  return { path, outcome: "added", detail: "brought to this version" };
}

/** Adds the lines that a file lacks as a marked block at its end. */
async function lines(root: string, path: string, wanted: string): Promise<InitItem> {
  const before = await textOf(root, path);
  if (before === undefined) {
    await writeAtomic(join(root, path), block(wanted));
    return { path, outcome: "made" };
  }
  const has = new Set(before.split(/\r?\n/).map((line) => line.trim()));
  const missing = wanted.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !has.has(line));
  if (missing.length === 0) return { path, outcome: "left" };
  if ((await lstat(join(root, path))).isSymbolicLink()) {
    return { path, outcome: "left", detail: `is a symbolic link; it lacks ${missing.join(", ")}` };
  }
  const end = before === "" || before.endsWith("\n") ? "" : "\n";
  const all = missing.length === wanted.split("\n").filter((line) => /^[^#]/.test(line)).length;
  await writeAtomic(join(root, path), before + end + block(all ? wanted : missing.join("\n") + "\n"));
  return { path, outcome: "added", detail: counted(missing.length, "line") };
}

function block(text: string): string {
  return `# begin: profile init\n${text}# end: profile init\n`;
}

async function textOf(root: string, path: string): Promise<string | undefined> {
  return await readFile(join(root, path), "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
}
