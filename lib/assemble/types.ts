/** What the assembler takes, passes between its parts, and gives back. */
import type { BaselineCandidates } from "../baseline/candidates.ts";
import type { ParsedEndpoint } from "../endpoints/parse_endpoint.ts";
import type { LogProblem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import type { Suggestion } from "../model/profile.ts";
import type { DraftLink, DraftVariation } from "./links/types.ts";
import type { Suspect } from "../redact/suspects.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { AgainstResult } from "./against/compare.ts";
import type { OnProgress } from "../model/progress.ts";
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
  /**
   * Id or slug of a capture of `_logs/profile.captures.json`, a capture id that events carry, or `all` for the whole
   * log. Default: the only capture that has ended; else the whole log.
   */
  capture?: string | undefined;
  /** First and last moment, ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  holes: "keep" | "drop";
  /** Names of rules that shall not hold, see `rules/`. */
  keep?: readonly string[] | undefined;
  /** Further requests that need no step: `GET report/*`. */
  fold?: readonly string[] | undefined;
  /** `keep`: what the server refused becomes a step that expects the refusal; default `leave`. */
  errors?: "leave" | "keep" | undefined;
  /** Folder with files that the recording lacks, by `<field>/<file name>`, then by file name. */
  uploads?: string | undefined;
  /** Another recording of the same workflow: what differs was produced by the server. */
  againstRecording?: string | undefined;
  /** A profile that the draft is compared with. */
  against?: LoadedProfile | undefined;
  /** Spool of a tail that followed this log: it may hold copies of uploads that were replaced since. */
  copies?: string | undefined;
  redactor: Redactor;
  now: Date;
  /** Told how far it is. */
  onProgress?: OnProgress | undefined;
  /** What the recording is called in the draft, when WEPPcloud itself made it: a name that tells nothing of the server. */
  derivedFrom?: string | undefined;
}

/** A value or file that the recording lacks. */
export interface DraftHole {
  step: string;
  /** Path within the step: `json.latitude`. */
  field: string;
  /** The same path, key by key. */
  path: string[];
  reason: string;
  /** A value that may be it, for the reviewer to judge. */
  suggestion?: Suggestion;
  /** Line of `profile.yaml`; not there when the step was dropped. */
  line?: number;
}

/** Requests that need no step, by reason. */
export interface Folded {
  /** Name of the rule, or the user's own pattern. */
  rule: string;
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
  /** It failed: the server refused it, or never answered. */
  failed?: {
    /** HTTP status, where there was an answer. */
    status?: number;
    /** What the server said, without secrets. */
    message?: string;
  };
}

/** A request that another one's step stands for. */
export interface RepeatedRequest {
  step: string;
  rule: string;
  /** Line of the audit log. */
  line: number;
  /** What happened to it, in words that follow `line 51`. */
  words: string;
}

/** A step on which a rule left a mark: optional, or waiting. */
export interface MarkedStep {
  step: string;
  rule: string;
  reason: string;
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
  /** Captures of the log that have ended, by slug or id, where none was asked for; the only one was taken. */
  captures?: string[];
  events: number;
  from?: string;
  to?: string;
  steps: number;
  /** Files that steps send, those without bytes included. */
  uploads: number;
  /** File fields that were sent without a file. */
  emptyFiles: number;
  seeds: number;
  holes: DraftHole[];
  /** Sentences naming changes that the recording shows traces of but does not hold. */
  absent: string[];
  /** What was changed before the part that was assembled, in a sentence. */
  earlier?: string;
  dropped: DroppedStep[];
  /** Values that one step's answer makes and a later one sends. */
  links: DraftLink[];
  /** What a second recording shows to vary, and no answer explains. */
  varies: DraftVariation[];
  /** Links by value that a second recording refutes. */
  withdrawn: DraftVariation[];
  /** Requests of this recording, and how many of them a second one has too. */
  compared?: { requests: number; found: number };
  /** What a baseline could keep; not there when the source has no run directory. */
  candidates?: BaselineCandidates;
  /** What is different from the profile of the option `against`. */
  against?: AgainstResult;
  folded: Folded[];
  /** Retries, double clicks and reads that were repeated, with the step that stands for them. */
  repeats: RepeatedRequest[];
  /** Steps that play skips unless asked for. */
  optional: MarkedStep[];
  /** Steps that wait for what a read was repeated for. */
  waits: MarkedStep[];
  /** What is known of each user, by pseudonym; not there when the recording shows one at most. */
  users?: Record<string, string>;
  /** On users and pages, in a sentence. */
  who?: string;
  leftOut: LeftOut[];
  redactions: number;
  /** What no rule can judge. */
  suspects: Suspect[];
  problems: LogProblem[];
  /** What an interrupted earlier command left and this one finished or undid. */
  recovered?: string;
  warnings: string[];
  /** The draft was edited, so it stayed, and so many new steps were appended. */
  continued?: number;
}

/** One request of the log with its end, in one shape whatever recorded it. */
export interface Recorded {
  method: string;
  target: ParsedEndpoint;
  /** ISO 8601 by the server's clock; empty when no event carried a time. */
  at: string;
  /** The same in ms; NaN without a time. */
  time: number;
  /** When the answer was there, on the same clock. */
  ended?: number;
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
