/** `validate()` of the library: a profile, checked. */
import type { Profile } from "./types.ts";
import { inPlace, type Where } from "./where.ts";

/** Which profile is checked. */
export interface ValidateRequest extends Where {
  /** Slug, draft (`_drafts/x`), or path of a profile. */
  profile: string;
}

/** A value of a profile that nobody recorded. */
export interface ProfileHole {
  /** Id of the step. */
  step: string;
  /** Path within the step: `json.latitude`. */
  field: string;
  /** Why there is no value. */
  reason: string;
  /** `file:line:column`. */
  place: string;
}

/** A profile that is valid. */
export interface ValidProfile {
  /** The profile, as it was checked. */
  profile: Profile;
  /** Its file. */
  file: string;
  /** Values that are missing: no faults, but `play` and `promote` refuse them. */
  holes: ProfileHole[];
  /** What is odd and no fault, in sentences. */
  warnings: string[];
}

/**
 * Checks a profile.
 *
 * @throws ProfileError usage with `position` of the first fault and `others` for each further one
 * @example
 * ```ts
 * import { validate } from "./mod.ts";
 * const { profile, holes } = await validate({ profile: "us-small", dataRoot: "." });
 * console.log(profile.steps.length, holes.length);
 * ```
 */
export async function validate(request: ValidateRequest): Promise<ValidProfile> {
  const { openProfile } = await import("./open_profile.ts");
  return await inPlace(request, async (place) => {
    const { profile, file, holes, warnings } = await openProfile(place, request.profile);
    return {
      profile,
      file,
      holes: holes.map(({ step, field, reason, place }) => ({ step, field, reason, place })),
      warnings,
    };
  });
}
