/** What a play is told. */
import type { Credentials } from "../auth/session.ts";
import type { PollBudget } from "../jobs/pacing.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { LaidOverlay } from "../profiles/overlay.ts";
import type { ThenOptions } from "./then/options.ts";
import type { ApiMode } from "./api/choose.ts";
import type { HoleMode, PlayPart } from "./holes.ts";
import type { OnProgress } from "../model/progress.ts";
import type { ShardInfo } from "../model/report.ts";
import type { ChosenPart } from "./part/choose.ts";
import type { Continuation } from "./resume/continuation.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { SandboxChoice } from "./sandbox.ts";

/** How servers are reached. */
export interface HttpSettings {
  /** Until a connection is ready, ms. */
  connectTimeout?: number;
  /** Longest silence of the server, ms. */
  requestTimeout?: number;
  /** Certificates of authorities to trust beside the usual ones, PEM. */
  ca?: string;
  /** Base URL at which to log in, when requests go to another address of the same server. */
  loginUrl?: string;
}

/** Options of one play. Times in milliseconds. */
export interface PlayOptions {
  loaded: LoadedProfile;
  /** What of the profile is not in `loaded`, or was taken on trust; missing: nothing. */
  part?: PlayPart;
  /** How holes were settled, when it was said. */
  holes?: HoleMode;
  /** The steps that are played; missing: all. */
  chosen?: ChosenPart;
  /** An earlier play that is gone on with, in its sandbox. */
  continues?: Continuation;
  /** Options of the command line that a later call needs again, as they are typed. */
  again?: readonly string[];
  /** Think times of the recording are waited for, divided by this; missing: as fast as the work allows. */
  pace?: number;
  /** So many reads of one burst may be under way at once; missing: one. */
  concurrency?: number;
  dataRoot: string;
  /** `embedded`, or the base URL of a server. */
  baseUrl: string;
  credentials: Credentials;
  /** Credentials of the users of the profile, by their names in it. */
  users?: ReadonlyMap<string, Credentials>;
  http?: HttpSettings;
  /** Overlays laid over the profile. */
  overlay?: LaidOverlay;
  /** Where sandboxes lie. */
  runRoot: string;
  /** Where forks `profile;;fork;;<id>` lie, if that is on this machine; default: `fork` beside `runRoot`. */
  forkRoot?: string;
  /** Which kind of sandbox, and why. */
  sandbox: SandboxChoice;
  /** Scratch space of all plays. */
  scratch: string;
  productionHosts: readonly string[];
  allowProduction: boolean;
  compare: boolean;
  /** Comparisons may run the programs that the profile names. */
  compareCommands?: boolean;
  /** Pictures of outputs that differ are drawn; missing: yes. */
  pictures?: boolean;
  /** Run the optional steps, too. */
  optional: boolean;
  /** Generation of the API that is spoken. */
  api: ApiMode;
  /** Go on with later steps after one that failed. */
  keepGoing: boolean;
  /** Warn of steps that take more than this factor of the median of past plays; 0 never. */
  slowFactor: number;
  /** Keep the sandbox also after a pass. */
  keep: boolean;
  /** Remove it also where nothing but comparisons did not pass: what differs lies in the result. Missing: no. */
  dropCompared?: boolean;
  /** How long a job may run when its step names no limit. */
  jobTimeout: number;
  /** The limit was asked for at the command line: it holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  workerTimeout: number;
  /** What follows the steps: the run is forked, archived. Missing: nothing. */
  then?: ThenOptions;
  /** Tell the server whose play it is, so that it counts the coverage of its code. */
  traceCode?: boolean;
  /** How long a change is sent again while another job holds the run (409 `job_active`). */
  busyTimeout: number;
  /** One for all plays of the process. */
  budget: PollBudget;
  /** Cancel own jobs when the play is stopped. */
  cancel: boolean;
  /** Words of the command that runs a job directly, where the profile needs no queue. */
  jobCommand?: readonly string[];
  embedded: { drift: Record<string, number>; faults: string[] };
  /** The environment, for the variables that a profile asks for. */
  env: Record<string, string | undefined>;
  /** Values of `{{secret.NAME}}`. */
  secret: (name: string) => string | undefined;
  redactor: Redactor;
  /** One line of progress for people; `detail` lines are for `--verbose`. */
  progress: (line: string, level: "step" | "detail") => void;
  /** Slugs of the invocation that this play belongs to. */
  invocation: string[];
  /** Which part of a split this machine has. */
  shard?: ShardInfo;
  /** Told what the play is at, for a live line. */
  onProgress?: OnProgress;
  /** Bundles larger than `limit` bytes (default 50 MB) go to the profile's `data_repo`; `zip` packs them, too. */
  bundle?: { limit?: number; zip?: boolean };
  /** Further options that a repetition needs, as words of the command line. */
  asked?: string[];
  /** Columns of the terminal (default 100). */
  width?: number;
  /** Version of this binary, for the bundle. */
  version: string;
  now: () => number;
  signal: AbortSignal;
}
