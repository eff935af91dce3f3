/** Check: Git LFS is installed where it is needed, and every file that profiles need was fetched. */
import { readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { isLfsPointer } from "../compare/lfs.ts";
import { walkFiles } from "../files/walk.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";
import { askGit } from "./git_run.ts";
import { profileFolders, repositoryOf } from "./repositories.ts";
import type { Check, DoctorContext, Finding } from "./types.ts";

/** Pointers are smaller than this, bytes. */
const LARGEST_POINTER = 1024;
const INSTALL = "Install git-lfs, then run git lfs install";

export const lfsCheck: Check = {
  name: "lfs",
  topic: "here",
  summary: "Git LFS is installed and set up where it is needed, and what it holds was fetched",
  async run(context) {
    const { dataRoot, env } = context;
    const lfs = await askGit(dataRoot, env, "lfs", "version");
    const isSet = (await askGit(dataRoot, env, "config", "--get", "filter.lfs.process") ??
      await askGit(dataRoot, env, "config", "--get", "filter.lfs.smudge")) !== undefined;
    const findings: Finding[] = [];
    const repos = new Set<string>();
    for (const { slug, folders } of await profileFolders(dataRoot)) {
      for (const folder of folders) {
        const repo = await repositoryOf(folder, env);
        if (repo !== undefined) repos.add(repo);
        const pointers = await pointersIn(folder);
        if (pointers.length > 0) findings.push(notFetched(slug, folder, pointers, repo, lfs === undefined));
      }
    }
    if (findings.length > 0) return findings;
    return [await setUp([...repos], lfs, isSet, context)];
  },
};

async function setUp(
  repos: readonly string[],
  lfs: string | undefined,
  isSet: boolean,
  { dataRoot, env }: DoctorContext,
): Promise<Finding> {
  const own = await repositoryOf(dataRoot, env);
  const asking: string[] = [];
  for (const repo of new Set([...own === undefined ? [] : [own], ...repos])) {
    if (await asksForLfs(repo)) asking.push(repo);
  }
  if (asking.length === 0) return { state: "ok", message: "Nothing here is to be under Git LFS" };
  const version = lfs?.split(" ")[0] ?? "";
  if (lfs !== undefined && isSet) {
    return { state: "ok", message: `${version} is set up, and everything was fetched`, paths: asking };
  }
  return {
    state: "warning",
    message: lfs === undefined
      ? "git-lfs is not installed, and .gitattributes asks for it: new rasters and tables would be committed whole"
      : `${version} is installed and not set up for this user`,
    remedy: lfs === undefined ? INSTALL : "Run git lfs install",
    paths: asking,
  };
}

async function asksForLfs(repo: string): Promise<boolean> {
  const text = await readFile(join(repo, ".gitattributes"), "utf8").catch(() => "");
  return /^[^#\n]*\bfilter=lfs\b/m.test(text);
}

function notFetched(
  slug: string,
  folder: string,
  pointers: readonly string[],
  repo: string | undefined,
  isAway: boolean,
): Finding {
  const include = repo === undefined ? `profiles/${slug}/**` : `${relative(repo, folder)}/**`;
  const where = repo === undefined ? "" : ` -C ${shellWord(repo)}`;
  const pull = `git${where} lfs pull --include ${shellWord(include)}`;
  return {
    state: "failed",
    message: `${slug}: ${counted(pointers.length, "file")} not fetched from Git LFS, such as ${
      pointers[0] ?? ""
    }`,
    remedy: isAway ? `${INSTALL}, then ${pull}` : pull,
    details: [...pointers],
    paths: [folder],
  };
}

async function pointersIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of await walkFiles(folder, { unreadable: () => {} })) {
    const file = join(folder, path);
    const { size } = await stat(file).catch(() => ({ size: Infinity }));
    if (size < LARGEST_POINTER && await isLfsPointer(file).catch(() => false)) found.push(path);
  }
  return found;
}
