/** Opens the files of a log: the one of its name, and those that a rotation brought elsewhere. */
import { logError } from "../../events/read_events.ts";
import { type Sibling, siblingsOf } from "../../events/siblings.ts";
import { refuseOutside } from "../../events/sources/source.ts";
import { LogFile } from "./log_file.ts";
import type { Finished } from "./position.ts";
import type { FollowOptions } from "./types.ts";

/** The files of one log. */
export class LogFiles {
  readonly #options: Pick<FollowOptions, "log" | "within" | "follow">;
  /** Rotated files that are not meant, as they were when that was said. */
  readonly #notMeant = new Set<string>();

  constructor(options: Pick<FollowOptions, "log" | "within" | "follow">) {
    this.#options = options;
  }

  /** Leaves these files out, as they are now. */
  leaveOut(files: readonly Sibling[]): void {
    files.forEach((one) => this.#notMeant.add(keyOf(one)));
  }

  /** Opens the log itself; undefined when it is not there yet. */
  async log(): Promise<LogFile | undefined> {
    const { log, within } = this.#options;
    const file = await LogFile.open(log);
    if (file !== undefined && within !== undefined) {
      await refuseOutside(within, log).catch(async (error: unknown) => {
        await file.close();
        throw error;
      });
    }
    if (file === undefined && !this.#options.follow) {
      throw logError(this.#options.log, Object.assign(new Error("not found"), { code: "ENOENT" }));
    }
    return file;
  }

  /** Opens the first of these that is still what it was when it was listed, and was not read to its end before. */
  async first(files: readonly Sibling[], finished: readonly Finished[]): Promise<LogFile | undefined> {
    for (const one of files) {
      const file = this.#notMeant.has(keyOf(one)) ? undefined : await this.#again(one);
      if (file !== undefined && !await file.isOneOf(finished)) return file;
      await file?.close();
    }
    return undefined;
  }

  /** Opens a file wherever a rotation has brought it. */
  async #again({ path, dev, ino }: Sibling): Promise<LogFile | undefined> {
    for (const place of [path, ...(await siblingsOf(this.#options.log)).map((one) => one.path)]) {
      const file = await LogFile.open(place, this.#options.log).catch(() => undefined);
      if (file?.dev === dev && file.ino === ino) return file;
      await file?.close();
    }
    return undefined;
  }
}

/** A file as it was at one moment. */
function keyOf({ dev, ino, mtimeNs }: Sibling): string {
  return `${dev} ${ino} ${mtimeNs}`;
}
