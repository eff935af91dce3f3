/** Suggested values that a reviewer takes. Doubtful ones are taken by their own address only. */
import { isDoubtful } from "../drafts/hole_words.ts";
import { ProfileError } from "../errors.ts";
import { Hole, type Suggestion } from "../model/profile.ts";
import { counted } from "../text/counted.ts";
import { type Address, fieldsOf, formatAddress, resolveAddress, type StepMap } from "../drafts/address.ts";
import { valueIn } from "../model/value_in.ts";

/** What is taken, and the addresses of what has to be named. */
export interface Suggestions {
  taken: { address: Address; suggestion: Suggestion }[];
  doubtful: string[];
}

/**
 * The suggestions that the words mean.
 *
 * @param text a step, or an address in it; without it all are meant
 * @throws ProfileError usage when nothing can be taken
 */
export function suggestionsOf(steps: readonly StepMap[], text: string | undefined): Suggestions {
  const isStep = text !== undefined && steps.some(({ id }) => id === text);
  const only = text === undefined || isStep ? undefined : resolveAddress(text, steps);
  const id = only?.step ?? text;
  const found: Suggestions = { taken: [], doubtful: [] };
  for (const step of steps.filter((each) => id === undefined || each.id === id)) {
    for (const path of fieldsOf(step)) {
      const hole = valueIn(step, path);
      if (!(hole instanceof Hole) || hole.suggestion === undefined) continue;
      if (only?.path.every((part, index) => part === path[index]) === false) continue;
      const address = { step: step.id, path };
      if (only === undefined && isDoubtful(hole.suggestion)) found.doubtful.push(formatAddress(address));
      else found.taken.push({ address, suggestion: hole.suggestion });
    }
  }
  if (found.taken.length > 0) return found;
  const where = text ?? "This draft";
  const [first] = found.doubtful;
  if (first === undefined) {
    throw new ProfileError("usage", `${where} has no suggested value`, {
      remedy: "Fill the holes with --fill, or from another recording with --fill-from",
    });
  }
  throw new ProfileError("usage", `${where} has doubtful suggestions only: ${found.doubtful.join(", ")}`, {
    remedy: `Look at each, then name it: --accept-suggestions ${first}; or fill it with --fill`,
  });
}

/** What is said of suggestions that were not taken. */
export function doubtfulWords(addresses: readonly string[]): string {
  return `${counted(addresses.length, "doubtful suggestion")} not taken: ${
    addresses.join(", ")
  }; look at each, ` +
    `then name it: --accept-suggestions ${addresses[0]}`;
}
