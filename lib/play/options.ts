/** What a play is told. */
import type { Credentials } from "../auth/session.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { ApiMode } from "./api/choose.ts";
import type { PlayPart } from "./holes.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Options of one play. Times in milliseconds. */
export interface PlayOptions {
  loaded: LoadedProfile;
  /** What of the profile is not in `loaded`, or was taken on trust; missing: nothing. */
  part?: PlayPart;
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
  /** Generation of the API that is spoken. */
  api: ApiMode;
  /** Go on with later steps after one that failed. */
  keepGoing: boolean;
  /** Warn of steps that take more than this factor of the median of past plays; 0 never. */
  slowFactor: number;
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
