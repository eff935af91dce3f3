/** What the bundle reads of a run: from disk, or by whatever else can list and read its files. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pathBelow } from "../../files/safe_path.ts";
import { walkFiles } from "../../files/walk.ts";

/** The files of a run. Paths are relative, with forward slashes. */
export interface RunFiles {
  /** All paths, sorted. */
  list(): Promise<string[]>;
  /** Size in bytes; undefined when the file is not there. */
  size(path: string): Promise<number | undefined>;
  /** The bytes from a place on. */
  read(path: string, from?: number): AsyncIterable<Uint8Array>;
}

/** The files of a run directory on this machine; links that lead out of it are refused. */
export function runFilesOnDisk(runDir: string): RunFiles {
  return {
    list: () => walkFiles(runDir, { unreadable: () => {} }),
    async size(path) {
      const file = await pathBelow(runDir, path, "file");
      const found = await stat(file).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    async *read(path, from = 0) {
      const stream = createReadStream(await pathBelow(runDir, path, "file"), { start: from });
      for await (const block of stream) yield block as Uint8Array;
    },
  };
}
