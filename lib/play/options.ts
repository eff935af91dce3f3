/** What a play is told. */
import type { Credentials } from "../auth/session.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { HoleMode, PlayPart } from "./holes.ts";
import type { ChosenPart } from "./part/choose.ts";
import type { Continuation } from "./resume/continuation.ts";
import type { Redactor } from "../redact/redactor.ts";

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
  overlay?: string;
  /** Where sandboxes lie. */
  runRoot: string;
  /** Scratch space of all plays. */
  scratch: string;
  productionHosts: readonly string[];
  allowProduction: boolean;
  compare: boolean;
  /** Run the optional steps, too. */
  optional: boolean;
  /** Keep the sandbox also after a pass. */
  keep: boolean;
  /** How long a job may run when its step names no limit. */
  jobTimeout: number;
  /** The limit was asked for at the command line: it holds in place of what the steps say. */
  jobTimeoutWins: boolean;
  workerTimeout: number;
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
  /** Version of this binary, for the bundle. */
  version: string;
  now: () => number;
  signal: AbortSignal;
}
