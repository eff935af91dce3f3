/** How far work on many files is, for whoever listens: files begun of all, bytes behind us. */
import type { FileTask, OnProgress, Tally } from "../model/progress.ts";

/** What is known of the work before it begins. */
export interface CourseLength {
  /** Files. */
  of?: number;
  /** Bytes of all of them; only asked for when somebody listens. */
  bytes?: () => number | Promise<number>;
}

/** The course of one call. Nothing is counted where nobody listens. */
export class Course {
  /** Who reads a large file may add its bytes while it does; the next file sets it right. */
  readonly bytes: Tally = { done: 0 };
  #number = 0;
  /** Bytes of the files before the one that was begun last, and with it. */
  #end = 0;

  private constructor(
    private readonly task: FileTask,
    private readonly of: number | undefined,
    private readonly onProgress: OnProgress | undefined,
  ) {}

  /** Begins the work. */
  static async of(task: FileTask, length: CourseLength, onProgress: OnProgress | undefined): Promise<Course> {
    const course = new Course(task, length.of, onProgress);
    if (onProgress !== undefined && length.bytes !== undefined) course.bytes.total = await length.bytes();
    return course;
  }

  /**
   * The file is worked on now; those before it are done.
   *
   * @param size bytes that are behind us with the next file; 0 where they are told with {@link add}
   */
  begin(file: string, size = 0): void {
    if (this.onProgress === undefined) return;
    // Without sizes what was read so far is what is behind us.
    if (this.bytes.total === undefined) this.#end = Math.max(this.#end, this.bytes.done);
    this.bytes.done = this.#end;
    this.#end += size;
    const { task, of, bytes } = this;
    const number = ++this.#number;
    this.onProgress({
      kind: "files",
      task,
      file,
      number,
      ...(of === undefined ? {} : { of }),
      bytes,
    });
  }

  /** Bytes of a file that is done, when several are worked on at once. */
  add(size: number): void {
    this.#end += size;
    this.bytes.done = this.#end;
  }
}
