/** A run directory of WEPPcloud, or of a recording of this project. */
import { join } from "node:path";
import { AUDIT_BODIES, AUDIT_LOG } from "../../model/event.ts";
import {
  folderIfThere,
  kindOfPath,
  logIfThere,
  refuseFolder,
  refuseOutside,
  type SourceKind,
} from "./source.ts";

export const runDirectory: SourceKind = {
  kind: "run directory",
  async open(path, found) {
    const log = found === "folder" ? await logIfThere(join(path, AUDIT_LOG)) : undefined;
    if (log === undefined) {
      if (found === "folder") await refuseFolder(join(path, AUDIT_LOG));
      return undefined;
    }
    await refuseOutside(path, log);
    return { kind: this.kind, log, runDir: path, ...await folderIfThere("bodies", join(path, AUDIT_BODIES)) };
  },
};

/** Does a folder look like a run, though there may be no log in it yet? */
export async function looksLikeRun(path: string): Promise<boolean> {
  return await kindOfPath(join(path, "_logs")) === "folder" ||
    await kindOfPath(join(path, "ron.nodb")) === "file";
}
