/** Whether a result was made from the profile as it is now: only then may a baseline be taken from it. */
import { resolve } from "node:path";
import { z } from "zod";
import { ProfileError } from "../errors.ts";
import type { Report } from "../model/report.ts";
import { laidHash, type LaidOverlay } from "../profiles/overlay.ts";
import { profileKey } from "../results/key.ts";

/** `source` of a report; results of older versions have none. */
const Source = z.object({
  /** The profile's file: absolute, or relative to the data root. */
  file: z.string(),
  steps_sha256: z.string(),
  overlay: z.string().nullable(),
  baseline: z.object({ set: z.string(), variables_sha256: z.string() }).optional(),
});

/** The profile as it is now. */
export interface CurrentSource {
  dataRoot: string;
  /** The profile's file, absolute. */
  file: string;
  /** As `stepsHash` gives it. */
  steps_sha256: string;
  /** Overlays as they lie over it now, whose own baseline is meant; missing: the profile's own is. */
  overlay?: LaidOverlay;
}

/**
 * Refuses a result of another profile file, of other steps, seeds or variables, or of an overlay without its own baseline.
 *
 * @throws ProfileError refused
 */
export function refuseOtherSource(report: Report, now: CurrentSource): void {
  const why = otherness(report, now);
  if (why === undefined) return;
  throw new ProfileError("refused", `No baseline can be taken from this result: ${why}`, {
    position: { file: now.file },
    remedy: `Play it again: profile play ${profileKey(now.file, now.dataRoot)}${overlayOption(now.overlay)}`,
  });
}

/** Why a result is none of the profile as it is now, in a clause; undefined when it is one. */
export function otherness(report: Report, now: CurrentSource): string | undefined {
  const source = Source.safeParse(Reflect.get(report, "source")).data;
  if (source === undefined) return "it does not say which profile was played (an older version made it)";
  if (resolve(now.dataRoot, source.file) !== resolve(now.file)) return `it was made from ${source.file}`;
  if (source.overlay !== null) return `it was made with the overlay "${source.overlay}"`;
  const { baseline } = source;
  const set = now.overlay?.baseline;
  if (baseline?.set !== set) {
    return `it was compared with ${setWords(baseline?.set)}, not with ${setWords(set)}`;
  }
  if (now.overlay !== undefined && baseline?.variables_sha256 !== laidHash(now.overlay)) {
    return `variables of the overlay "${now.overlay.name}" were changed since it was made`;
  }
  if (source.steps_sha256 === now.steps_sha256) return undefined;
  return "steps, variables, expectations or seeds of the profile were changed since it was made";
}

function setWords(set: string | undefined): string {
  return set === undefined ? "the profile's own baseline" : `the baseline of the overlay "${set}"`;
}

/** ` --overlay dry-year`, for commands that are to be typed. */
export function overlayOption(overlay: LaidOverlay | undefined): string {
  return overlay === undefined ? "" : ` --overlay ${overlay.name}`;
}
