/**
 * Root folders of a run in archive form: WEPPcloud may keep `landuse.nodir`, a ZIP archive, in place of `landuse/`, and
 * what is compared below that folder is looked for there.
 */
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import { withZip } from "../../zip/contents.ts";
import { LIMITS } from "./members.ts";
import { writeBlocks } from "./unpacked.ts";

const FORM = /^([^/]+)\.nodir$/;

/** The folder that an archive of a run stands for; undefined for other files. */
export function nodirFolder(file: string): string | undefined {
  return FORM.exec(file)?.[1];
}

/** Files of a run that lie in archives in place of folders. */
export class NodirFiles {
  /** Paths as they would be in the folders. */
  readonly paths: string[] = [];
  readonly #runDir: string;
  readonly #faults = new Map<string, string>();
  readonly #known = new Set<string>();

  private constructor(runDir: string) {
    this.#runDir = runDir;
  }

  /**
   * Looks into the archives of those folders that are not there themselves, and of which the baseline keeps files.
   *
   * @param produced paths of the run
   * @param kept paths of the baseline
   */
  static async of(
    runDir: string,
    produced: readonly string[],
    kept: readonly string[],
  ): Promise<NodirFiles> {
    const files = new NodirFiles(runDir);
    for (const archive of produced) {
      const folder = nodirFolder(archive);
      if (folder === undefined) continue;
      const isBelow = (path: string) => path.startsWith(`${folder}/`);
      if (produced.some(isBelow) || !kept.some(isBelow)) continue;
      try {
        await withZip(join(runDir, archive), LIMITS, (members) => {
          for (const { path } of members) files.#add(`${folder}/${path}`);
          return Promise.resolve();
        });
      } catch (error) {
        files.#faults.set(folder, `The produced file "${archive}" cannot be read: ${messageOf(error)}`);
      }
    }
    return files;
  }

  #add(path: string): void {
    this.#known.add(path);
    this.paths.push(path);
  }

  /**
   * True when a file lies in an archive.
   *
   * @throws Error when it would lie in one that cannot be read
   */
  has(path: string): boolean {
    const fault = path.includes("/") ? this.#faults.get(path.slice(0, path.indexOf("/"))) : undefined;
    if (fault !== undefined) throw new Error(fault);
    return this.#known.has(path);
  }

  /** Writes a file of an archive to another place. */
  async extract(path: string, target: string): Promise<void> {
    const slash = path.indexOf("/");
    const archive = `${path.slice(0, slash)}.nodir`;
    try {
      await withZip(join(this.#runDir, archive), LIMITS, async (members) => {
        const member = members.find((one) => one.path === path.slice(slash + 1));
        if (member === undefined) throw new Error("it was changed meanwhile");
        await writeBlocks(target, member.blocks());
      });
    } catch (error) {
      throw new Error(`The produced file "${archive}" cannot be read: ${messageOf(error)}`, { cause: error });
    }
  }
}
