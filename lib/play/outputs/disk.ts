/** Outputs in a run directory on this disk. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { globMatcher } from "../../files/glob.ts";
import { diskRunFiles } from "../../files/run_files.ts";
import { walkFiles } from "../../files/walk.ts";
import type { OutputFile, Outputs } from "./types.ts";

/** @param dir the run directory */
export function diskOutputs(dir: string): Outputs {
  return {
    kind: "disk",
    async list(glob) {
      const matches = glob === undefined ? () => true : globMatcher(glob);
      const files: OutputFile[] = [];
      for (const path of (await walkFiles(dir)).filter(matches)) {
        const found = await lstat(join(dir, path), { bigint: true }).catch(() => undefined);
        if (found === undefined) continue;
        files.push({ path, size: Number(found.size), stamp: `${found.ino}-${found.mtimeNs}-${found.size}` });
      }
      return files;
    },
    folder: () => Promise.resolve(dir),
    look: (path) => diskRunFiles(dir).look(path),
  };
}
