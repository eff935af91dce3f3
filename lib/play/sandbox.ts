/** The run that a replay works in, however it came to be; `sandboxes/` makes it. */
import type { SandboxMode } from "../model/sandbox_mode.ts";
import type { CreatedBy } from "./sandboxes/create.ts";

/** The run that a replay works in. */
export interface Sandbox {
  mode: SandboxMode;
  runId: string;
  /** Its folder on this disk; undefined when it lies on the server alone. */
  dir: string | undefined;
  config: string;
  /** The profile has no config seed; the target made the files. */
  ownConfig: boolean;
  /** Files that were there before the first step. */
  before: string[];
  /** Holds more than configuration from the start: what the steps do not write anew was not produced. */
  startedFull: boolean;
  /** The profile's own step that made it, already sent. */
  created?: CreatedBy;
  /** Puts the profile's `run/` snapshot into it; undefined when there is none, or it is not ours to fill. */
  fillFromSnapshot?: () => Promise<void>;
  /** While the connections are open: removes what lies on the server. Returns a remark where that is not possible. */
  removeRemote?: () => Promise<string | undefined>;
  /** Removes what lies on this disk, and the entry in the list of sandboxes. */
  remove(): Promise<void>;
}

/** Files that the target makes for a config of its own, by name. */
export type OwnConfig = (config: string) => Record<string, string>;

/** Which kind of sandbox a play takes, and why. */
export interface SandboxChoice {
  mode: SandboxMode;
  /** In words, for the report: `the playback root is on this disk`. */
  why: string;
  /** With `fork`: the run to fork. */
  forkFrom?: string;
  /** With `filesystem`: permission bits that new files do not get, and whom they belong to. */
  umask?: number;
  owner?: string;
}
