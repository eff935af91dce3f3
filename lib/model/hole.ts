/** Holes: values that a recording lacks. They parse in a profile, and `play` and `promote` refuse them. */
import { z } from "zod";

/** A value that may fill a hole, for the reviewer to judge. */
export interface Suggestion {
  value: unknown;
  /** Where it was found: `watershed.nodb: _outlet`. */
  from: string;
}

/**
 * A value that the recording does not hold, with what is missing. Written `!hole "reason"` in YAML, and
 * `!suggested { value: …, from: …, hole: reason }` with a suggestion.
 */
export class Hole {
  readonly reason: string;
  readonly suggestion?: Suggestion;
  constructor(reason: string, suggestion?: Suggestion) {
    this.reason = reason;
    if (suggestion !== undefined) this.suggestion = suggestion;
  }
}

/** Schema of a hole; in the exported JSON Schema it is any value. */
export const HoleSchema = z.custom<Hole>((value) => value instanceof Hole, "is not a hole");
