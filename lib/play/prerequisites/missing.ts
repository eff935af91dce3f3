/** What a profile needs and does not find; everything is looked for before the first change, and all of it is named. */
import { type Position, ProfileError } from "../../errors.ts";

/** One thing that is missing. */
export interface Missing {
  /** Goes on after "The profile needs". */
  message: string;
  remedy: string;
  position?: Position;
}

/**
 * Ends the play when something is missing: one thing with its remedy, several in one sentence each.
 *
 * @throws ProfileError unavailable, with all of them
 */
export function refuseMissing(missing: readonly Missing[]): void {
  const [first, ...others] = missing;
  if (first === undefined) return;
  const { remedy, position } = first;
  const message = missing.map((one) => one.message).join("; ");
  throw new ProfileError("unavailable", `The profile needs ${message}`, {
    remedy: others.length === 0 ? remedy : [...new Set(missing.map((one) => one.remedy))].join("; "),
    ...(position === undefined ? {} : { position }),
    others: [...others],
  });
}
