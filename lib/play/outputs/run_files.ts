/** The files of a run for checks and waits: of the sandbox wherever it lies, or of a child run in it. */
import { diskRunFiles, type RunFiles } from "../../files/run_files.ts";
import { inFolder } from "./child_run.ts";
import type { Outputs } from "./types.ts";

/** What outputs hold now: over HTTP each look fetches the file anew. */
export function runFilesOf(outputs: Outputs): RunFiles {
  return {
    look: (path) => outputs.look(path),
    read: async (path, from) => await diskRunFiles(await outputs.folder([path])).read(path, from),
  };
}

/** The files of a child run, by the paths that they have in it. */
export function filesInFolder(files: RunFiles, folder: string): RunFiles {
  if (folder === "") return files;
  return {
    look: (path) => files.look(inFolder(folder, path)),
    read: (path, from) => files.read(inFolder(folder, path), from),
  };
}
