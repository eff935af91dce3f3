/** What the steps of a play share. */
import type { Session } from "../auth/session.ts";
import type { RunFiles } from "../files/run_files.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../http/client.ts";
import type { JobApi, JobWatch } from "../jobs/await_job.ts";
import type { Step } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import type { LogMarks } from "./check_run.ts";
import type { JobRunner } from "./jobs/job_command.ts";
import type { OwnJobs } from "./jobs/own_jobs.ts";
import type { Outputs } from "./outputs/types.ts";
import type { RequestContext } from "./step_request.ts";

/** What a step needs. */
export interface StepContext extends RequestContext {
  client: HttpClient;
  session: Session;
  watch: JobWatch;
  outputs: Outputs;
  /** Files of the sandbox, wherever it lies. */
  runFiles: RunFiles;
  /** Folder of the sandbox, where it lies on this disk. */
  runDir: string | undefined;
  jobTimeout: number;
  /** The limit holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  /** How long a change is sent again while another job holds the run, ms. */
  busyTimeout: number;
  /** Workers were not seen yet: a job must be taken within so many ms. */
  takenWithin?: number | undefined;
  /** The profile needs the queue; without it an answer with a job is an error. */
  queue: boolean;
  /** Runs jobs directly. */
  runner?: JobRunner;
  ownJobs: OwnJobs;
  /** Steps whose job a later step cancels. */
  canceledLater: ReadonlyMap<string, string>;
  /** A line for the log: renewals, job states. */
  note: (line: string) => void;
  /** Keeps what must be known of a change when the play is cut off. */
  memory?: StepMemory;
  /** The same with the session of a user of the profile; itself for those without credentials of their own. */
  forUser?: (user: string | undefined) => StepContext;
}

/** When a step began, and how far the logs had come that it looks at. */
export interface Begun {
  /** Ms since 1970, on the watch's clock. */
  began: number;
  marks: LogMarks;
}

/** The same for a step that is being played. */
export interface Beginning extends Begun {
  /** Files of the run that the step works in: the sandbox, or a child of it. */
  files: RunFiles;
}

/** What is kept of a step, for a play that goes on with this one. */
export interface StepMemory {
  begun(step: Step, beginning: Begun): void;
  /** Its change is about to be sent, or its job command to be run. */
  sending(step: Step): void;
  /** The server did with its change as the step means it to. */
  answered(step: Step, answer: HttpAnswer, built: BuiltStep, report: StepReport): void;
  /** Its job command ended well. */
  ran(step: Step, report: StepReport): void;
}

/** What is known of a request when its answer is there. */
export interface BuiltStep {
  api: JobApi;
  request: Pick<HttpRequest, "method" | "url">;
}
