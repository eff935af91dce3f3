/** A log named by its own path; inside `_logs/` the run directory around it belongs to it. */
import { basename, dirname, join } from "node:path";
import { folderIfThere, type SourceKind } from "./source.ts";

export const auditLog: SourceKind = {
  kind: "audit log",
  async open(path, found) {
    if (found !== "file") return undefined;
    const folder = dirname(path);
    if (basename(folder) !== "_logs") return { kind: this.kind, log: path };
    return {
      kind: this.kind,
      log: path,
      runDir: dirname(folder),
      ...await folderIfThere("bodies", join(folder, "bodies")),
    };
  },
};
