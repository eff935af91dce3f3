/** How far the comparisons are, for whoever listens: files begun of all, bytes of the kept ones behind us. */
import type { BaselineFile } from "../model/manifest.ts";
import type { OnProgress, Tally } from "../model/progress.ts";

/** One file of a comparison. */
interface CourseFile {
  file: string;
  kept: BaselineFile | undefined;
  produced: boolean;
}

/** The course of one call of the comparisons. */
export class Course {
  /** A large file adds its bytes while it is read. */
  readonly bytes: Tally = { done: 0 };
  readonly #of: number;
  readonly #onProgress: OnProgress | undefined;
  #number = 0;
  /** Bytes of the files before the one that is being compared, and with it. */
  #end = 0;

  constructor(files: readonly CourseFile[], onProgress: OnProgress | undefined) {
    this.#of = files.length;
    this.#onProgress = onProgress;
    if (onProgress !== undefined) this.bytes.total = files.reduce((sum, one) => sum + sizeOf(one), 0);
  }

  /** The file is compared now; those before it are done. */
  begin(one: CourseFile): void {
    if (this.#onProgress === undefined) return;
    this.bytes.done = this.#end;
    this.#end += sizeOf(one);
    this.#number++;
    const { bytes } = this;
    this.#onProgress({
      kind: "files",
      task: "compare",
      file: one.file,
      number: this.#number,
      of: this.#of,
      bytes,
    });
  }
}

/** Bytes that comparing reads of the produced file, as far as the manifest tells. */
function sizeOf({ kept, produced }: CourseFile): number {
  return produced ? kept?.size ?? 0 : 0;
}
