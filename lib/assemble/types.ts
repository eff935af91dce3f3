/** What the assembler takes, passes between its parts, and gives back. */
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";
import type { LogProblem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import type { Suspect } from "../redact/suspects.ts";
import type { Redactor } from "../redact/redactor.ts";

/** What to assemble, and how. */
export interface AssembleOptions {
  /** Run directory, audit log, recording of our own, WEPPcloud draft or promoted WEPPcloud profile. */
  source: string;
  /** Run id, when the source is a recording of several runs. */
  run?: string | undefined;
  dataRoot: string;
  /** Name of the draft; default: the sanitised run id. */
  name?: string | undefined;
  /** Id or slug of a capture of `_logs/profile.captures.json`, or a capture id that events carry. */
  capture?: string | undefined;
  /** First and last moment, ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  holes: "keep" | "drop";
  /** Folder with files that the recording lacks, by `<field>/<file name>`, then by file name. */
  uploads?: string | undefined;
  /** Spool of a tail that followed this log: it may hold copies of uploads that were replaced since. */
  copies?: string | undefined;
  redactor: Redactor;
  now: Date;
}

/** A value or file that the recording lacks. */
export interface DraftHole {
  step: string;
  /** Path within the step: `json.latitude`. */
  field: string;
  /** The same path, key by key. */
  path: string[];
  reason: string;
  /** Line of `profile.yaml`; not there when the step was dropped. */
  line?: number;
}

/** Requests that need no step, by reason. */
export interface Folded {
  reason: string;
  count: number;
}

/** A request that could have been a step and is none. */
export interface LeftOut {
  /** Method and path. */
  request: string;
  reason: string;
  /** Line of the audit log. */
  line: number;
}

/** A step that `--holes drop` took out. */
export interface DroppedStep {
  step: string;
  holes: DraftHole[];
}

/** What came of it. */
export interface AssembleResult {
  /** `_drafts/<name>`. */
  draft: string;
  draftDir: string;
  /** What was read: `audit log`, … */
  source: string;
  runId: string;
  config?: string;
  events: number;
  from?: string;
  to?: string;
  steps: number;
  uploads: number;
  seeds: number;
  holes: DraftHole[];
  /** Sentences naming changes that the recording shows traces of but does not hold. */
  absent: string[];
  dropped: DroppedStep[];
  folded: Folded[];
  leftOut: LeftOut[];
  redactions: number;
  /** What no rule can judge. */
  suspects: Suspect[];
  problems: LogProblem[];
  warnings: string[];
  /** The draft was edited, so it stayed, and so many new steps were appended. */
  continued?: number;
}

/** One request of the log with its end, in one shape whatever recorded it. */
export interface Recorded {
  method: string;
  target: ParsedEndpoint;
  /** ISO 8601 as recorded; empty when no event carried a time. */
  at: string;
  /** Milliseconds; NaN without a time. */
  time: number;
  /** Lines of request and end in the log. */
  lines: number[];
  /** First of the lines. */
  line: number;
  id: string;
  request?: AuditEvent;
  end?: AuditEvent;
  /** Ids of jobs that the recorder saw it start. */
  jobs?: readonly string[];
  /** `ok`: a 2xx answer; `refused`: another status; `lost`: no answer is known. */
  outcome: "ok" | "refused" | "lost";
  status?: number;
  /** Short words for what went wrong. */
  trouble?: string;
  inWindow: boolean;
  /** Outside of the window: for how many uploads like it this one stands; 0 when another one stands for it. */
  times?: number;
}
