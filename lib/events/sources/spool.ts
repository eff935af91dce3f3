/** The spool of a tail: the log as it was seen, with what happened to it. */
import { join } from "node:path";
import { SEGMENTS, SPOOL_FILE } from "../../spool/format.ts";
import { readSpoolInfo } from "../../spool/reader.ts";
import { AUDIT_BODIES } from "../../model/event.ts";
import { folderIfThere, kindOfPath, type SourceKind } from "./source.ts";

export const spool: SourceKind = {
  kind: "spool of a tail",
  async open(path, found) {
    if (found !== "folder" || await kindOfPath(join(path, SPOOL_FILE)) !== "file") return undefined;
    if (await kindOfPath(join(path, SEGMENTS)) !== "folder") return undefined;
    const { run_dir } = await readSpoolInfo(path);
    return {
      kind: this.kind,
      log: join(path, SEGMENTS),
      spool: path,
      ...(run_dir === undefined ? {} : {
        ...await folderIfThere("runDir", run_dir),
        ...await folderIfThere("bodies", join(run_dir, AUDIT_BODIES)),
      }),
    };
  },
};
