/** What a command is at, as data for whoever shows it. Nothing is reported where nobody listens. */

/** A count that the work adds to and the listener reads when it draws: nothing is called for each block. */
export interface Tally {
  done: number;
  /** Missing: not known. */
  total?: number;
}

/** Work of which it is only known that it goes on. */
export type Task =
  | "sandbox"
  | "login"
  | "workers"
  | "expectations"
  | "outputs"
  | "pending"
  | "cancel"
  | "logs"
  | "transcript"
  | "bundle"
  | "clean-up"
  | "fork"
  | "archive"
  | "assemble"
  | "check"
  | "flush"
  | "learn";

/** Work on files or other things, one after another. */
export type FileTask = "fetch" | "compare" | "keep" | "copy" | "read" | "import" | "prune" | "merge" | "pack";

/** What is waited for. */
export type WaitedFor = "job" | "path" | "file" | "free-run" | "pace";

/** One report; each takes the place of the one before it. */
export type Progress =
  | { kind: "task"; task: Task }
  /** A step of a play begins; `done` steps of `of` are behind it. */
  | { kind: "step"; id: string; done: number; of: number }
  /** The body of the step's request goes out: bytes. */
  | { kind: "upload"; bytes: Tally }
  /**
   * The step waits. Times in ms.
   *
   * @property name the job's id, the path, the file
   * @property state of a job, once it was told
   * @property ahead jobs in the queue before it, when the server tells
   */
  | {
    kind: "wait";
    for: WaitedFor;
    name?: string;
    state?: string;
    ahead?: number;
    waited: number;
    limit: number;
  }
  /** One of the files is begun. `number` counts from 1; `of` and `bytes` are missing where nobody knows them. */
  | { kind: "files"; task: FileTask; file?: string; number?: number; of?: number; bytes?: Tally };

/** Takes a report; it must not throw, and be quick. */
export type OnProgress = (progress: Progress) => void;
