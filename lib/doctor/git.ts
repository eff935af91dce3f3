/** Check: git is there, and so are the repositories that the profiles name; how large they are. */
import { resolve } from "node:path";
import { exists } from "../files/safe_path.ts";
import { formatBytes } from "../text/bytes.ts";
import { askGit } from "./git_run.ts";
import { profileFolders, repositoryOf } from "./repositories.ts";
import type { Check, DoctorContext, Finding } from "./types.ts";

export const gitCheck: Check = {
  name: "git",
  topic: "here",
  summary: "git is there, and every data repository that a profile names; how large they are",
  async run(context) {
    const { dataRoot, env } = context;
    const version = await askGit(dataRoot, env, "--version");
    if (version === undefined) {
      return [{
        state: "warning",
        message: "git is not there: nothing of the data root can be committed or fetched from here",
        remedy: "Install git",
      }];
    }
    const findings: Finding[] = [];
    const repos = new Set<string>();
    const own = await repositoryOf(dataRoot, env);
    if (own !== undefined) repos.add(own);
    for (const { slug, dataRepo } of await profileFolders(dataRoot)) {
      if (dataRepo === undefined) continue;
      const folder = resolve(dataRoot, dataRepo);
      if (!await exists(folder)) {
        findings.push({
          state: "failed",
          message: `The data repository of ${slug} is not there: ${folder}`,
          remedy: "Clone it there, or correct metadata.data_repo",
          paths: [folder],
        });
        continue;
      }
      const top = await repositoryOf(folder, env);
      if (top !== undefined) repos.add(top);
    }
    if (repos.size === 0) {
      findings.unshift({ state: "ok", message: `${version}; the data root lies in no repository` });
    }
    for (const repo of repos) findings.unshift(await sizeOf(repo, version, context));
    return findings;
  },
};

async function sizeOf(repo: string, version: string, { env }: DoctorContext): Promise<Finding> {
  const counted = await askGit(repo, env, "count-objects", "-v") ?? "";
  const kib = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(counted)?.[1] ?? 0);
  const history = (kib("size") + kib("size-pack")) * 1024;
  const listed = await askGit(repo, env, "ls-files");
  const files = listed === undefined || listed === "" ? 0 : listed.split("\n").length;
  return {
    state: "ok",
    message: `${version}; ${repo} holds ${files} files, and ${formatBytes(history)} of history`,
    paths: [repo],
  };
}
