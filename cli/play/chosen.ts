/** What `profile play` has to do: profiles that are ready, and those of `--all` or a glob that cannot be played. */
import type { Report } from "../../lib/model/report.ts";
import type { Opened } from "../play_continue.ts";
import type { SandboxChoice } from "../../lib/play/sandbox.ts";
import type { PlayPart } from "../../lib/play/holes.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import type { LaidOverlay } from "../../lib/profiles/overlay.ts";

/** A profile that was chosen and could be read. */
export interface Chosen {
  /** Name that results are noted under, see `profileKey`. */
  key: string;
  /** It was named by itself, so what is wrong with it stops the command. */
  exact: boolean;
  loaded: LoadedProfile;
  /** An earlier play that is gone on with, or the part of the steps that is played. */
  opened?: Opened;
}

/** A profile with the server that it is played against. */
export interface Planned extends Chosen {
  overlay?: LaidOverlay;
  /** `embedded`, or the base URL of a server. */
  target: string;
}

/** A profile with the kind of its sandbox. */
export interface Placed extends Planned {
  sandbox: SandboxChoice;
}

/** A profile that can be played. */
export interface ReadyProfile extends Placed {
  part: PlayPart;
}

/** A profile that was chosen and cannot be played; it counts with its verdict. */
export interface Unready {
  key: string;
  report: Report;
}

/** True for a profile that can be played. */
export function isPlayable<T extends Chosen>(one: T | Unready): one is T {
  return "loaded" in one;
}
