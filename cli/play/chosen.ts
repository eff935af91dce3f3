/** One profile that was chosen, loaded and settled: what is left to do is to play it. */
import type { PlayPart } from "../../lib/play/holes.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";

/** A profile that can be played. */
export interface ReadyProfile {
  loaded: LoadedProfile;
  part: PlayPart;
  /** `embedded`, or the base URL of a server. */
  target: string;
}
