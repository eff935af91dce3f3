/** Check: the folders of the data root are there and can be written, and drafts are closed to others. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { codeOf } from "../errors.ts";
import { draftNames, profileSlugs } from "../profiles/resolve.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";
import type { Check, Finding } from "./types.ts";

/** Folders below `profiles/`; those that are missing are made when they are needed. */
const FOLDERS = ["", "_drafts", "archived", "results"];
const OTHERS = 0o007;

export const dataRootCheck: Check = {
  name: "data-root",
  topic: "here",
  summary: "the data root is there and can be written, drafts are closed to other users",
  async run({ dataRoot, dataRootFrom, draftsShared }) {
    const findings: Finding[] = [];
    for (const name of FOLDERS) {
      const folder = join(dataRoot, "profiles", name);
      const fault = await faultOf(folder);
      if (fault === undefined || fault === "ENOENT") continue;
      findings.push({
        state: "failed",
        message: `${folder} cannot be written by user ${process.getuid?.() ?? "here"} (${fault})`,
        remedy: `Give this user the folder, or name another data root with --data-root`,
        paths: [folder],
      });
    }
    const drafts = join(dataRoot, "profiles", "_drafts");
    const mode = await stat(drafts).then((found) => found.mode, () => 0);
    if ((mode & OTHERS) !== 0 && !draftsShared && process.platform !== "win32") {
      findings.push({
        state: "warning",
        message: "Drafts hold what nobody has reviewed yet, and every user of this machine may read them",
        remedy: `chmod 700 ${shellWord(drafts)}`,
        paths: [drafts],
      });
    }
    if (findings.some(({ state }) => state === "failed")) return findings;
    const [profiles, waiting] = [await profileSlugs(dataRoot), await draftNames(dataRoot)];
    return [{
      state: "ok",
      message: `It can be written, and holds ${counted(profiles.length, "profile")} and ${
        counted(waiting.length, "draft")
      }`,
      details: [`found ${dataRootFrom}`],
      paths: [dataRoot],
    }, ...findings];
  },
};

async function faultOf(folder: string): Promise<string | undefined> {
  return await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: unknown) => codeOf(error) ?? "error",
  );
}
