/** What killed processes leave beside the files that they were writing, see `writeAtomic`. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, thisProcess } from "./owner.ts";

/** A file that another machine writes right now is younger, in ms; its process cannot be asked from here. */
const PATIENCE = 60_000;
/** `.<name>.<process>-<number>.tmp` */
const TEMPORARY = /^\..+\.([1-9]\d*)-\d+\.tmp$/;

/**
 * Removes the temporary files of processes that are gone.
 *
 * @param now ms since 1970
 * @returns how many files went
 */
export async function sweepTemporaries(folder: string, now: number): Promise<number> {
  const { host } = await thisProcess();
  let swept = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid === undefined || await isAlive({ pid: Number(pid), host })) continue;
    const path = join(folder, name);
    const touched = await stat(path).then(({ mtimeMs }) => mtimeMs, () => now);
    if (now - touched < PATIENCE) continue;
    await rm(path, { force: true });
    swept++;
  }
  return swept;
}
