/** Pictures and views of what differs, written beside a result. They help to see; no verdict rests on them. */
import { messageOf } from "../errors.ts";
import { counted } from "../text/counted.ts";
import { writeAtomic } from "../files/atomic.ts";
import { pathBelow } from "../files/safe_path.ts";
import type { Clean, Comparator, ComparatorInput, Outcome, Picture } from "./types.ts";

/** Files that are drawn in one run of comparisons. */
const MOST = 60;

/** Where pictures go. */
export interface PictureFolder {
  /** Absolute path; made when the first picture is. */
  dir: string;
  /** How its name begins in a report: `diff`. */
  name: string;
  /** Takes secrets out of what is written in a picture. */
  clean: Clean;
  /** Files to draw (default 60). */
  most?: number;
}

/** Draws for one run of comparisons. */
export class Pictures {
  readonly #folder: PictureFolder;
  #drawn = 0;
  #viewed = 0;

  constructor(folder: PictureFolder) {
    this.#folder = folder;
  }

  /**
   * Draws what differs in one file, where its method can.
   *
   * @param file its path in the run; that of `input` may be another, as it was unpacked
   * @returns the outcome with the names of the pictures, or with a word on why there is none
   */
  async add(
    comparator: Comparator,
    input: ComparatorInput,
    outcome: Outcome,
    file: string,
  ): Promise<Outcome> {
    const { missing, extra, changed } = outcome.counts;
    if (missing + extra + changed === 0) return outcome;
    const { draw } = comparator;
    if (draw === undefined) return await this.#addViews(comparator, input, outcome, file);
    const { most = MOST, clean } = this.#folder;
    if (this.#drawn >= most) {
      return noted(outcome, `not drawn: there are pictures of ${counted(most, "file")} already`);
    }
    this.#drawn++;
    try {
      return { ...outcome, artifacts: await this.#write(file, () => draw(input, clean)) };
    } catch (error) {
      return noted(outcome, `no picture: ${messageOf(error)}`);
    }
  }

  /** What a report shows of a file that has no picture. Without it the report has the list of differences. */
  async #addViews(
    { view }: Comparator,
    input: ComparatorInput,
    outcome: Outcome,
    file: string,
  ): Promise<Outcome> {
    const { most = MOST, clean } = this.#folder;
    if (view === undefined || this.#viewed >= most) return outcome;
    this.#viewed++;
    try {
      return { ...outcome, artifacts: await this.#write(file, () => view(input, clean)) };
    } catch {
      return outcome;
    }
  }

  /** @returns names of what was written */
  async #write(file: string, make: () => Promise<Picture[]>): Promise<string[]> {
    if (this.#folder.clean(file) !== file) throw new Error("its name holds what may be secret");
    const artifacts: string[] = [];
    for (const { suffix, bytes } of await make()) {
      const path = file + suffix;
      await writeAtomic(await pathBelow(this.#folder.dir, path, "picture"), bytes, { flush: false });
      artifacts.push(`${this.#folder.name}/${path}`);
    }
    return artifacts;
  }
}

function noted(outcome: Outcome, words: string): Outcome {
  return { ...outcome, note: outcome.note === undefined ? words : `${outcome.note}; ${words}` };
}
