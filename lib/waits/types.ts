/** What a step can wait for. One kind a file; `registry.ts` lists them. */
import type { z } from "zod";
import type { LogMark } from "../expect/log.ts";
import type { RunFiles } from "../files/run_files.ts";
import type { HttpAnswer } from "../http/client.ts";
import type { JobApi, JobWatch } from "../jobs/await_job.ts";
import type { JobReport } from "../model/report.ts";

/** What a wait may use. */
export interface WaitContext {
  watch: JobWatch;
  /** Answer of the step that waits; a step of action `wait` has none. */
  answer: HttpAnswer | undefined;
  /** Generation that the step's own address belongs to. */
  api: JobApi;
  /** Ms within which a worker must take a job; missing when workers were seen to be there. */
  takenWithin?: number;
  /** Time limit when the step names none, ms. */
  timeout: number;
  /** Address of a path of the profile, templates filled in. */
  address: (path: string) => URL;
  /** Files of the run that the step works in. */
  files: RunFiles;
  /** When the step began, ms on the watch's clock. */
  began: number;
  /** How far the logs had come then that the step looks at, by file. */
  marks: ReadonlyMap<string, LogMark>;
}

/** How a wait ended. */
export interface WaitResult {
  /** Nothing here means that the wait ended well. */
  failures: string[];
  /** The work could not be judged: no worker, no answer. Exit 3 rather than 1. */
  unavailable?: string;
  /** The server went away while it was waited for: the play is not complete. Exit 6. */
  gone?: boolean;
  job?: JobReport;
  /** Ms. */
  waited: number;
}

/** One kind of wait: its fields beside `type`, and what it does. */
export interface WaitKind<Fields = unknown> {
  type: string;
  fields: z.ZodType<Fields>;
  run(fields: Fields, context: WaitContext): Promise<WaitResult>;
}
