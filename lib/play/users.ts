/** Users of a recording: who they are, and what is said when not everyone's credentials are given. */
import type { Profile } from "../model/profile.ts";
import { variableOf } from "../settings/user_credentials.ts";
import { counted } from "../text/counted.ts";

/** Names of the users that steps or prerequisites name, those of steps first, in their order. */
export function usersOf({ steps, prerequisites }: Pick<Profile, "steps" | "prerequisites">): string[] {
  const ofSteps = steps.flatMap((step) => "user" in step && step.user !== undefined ? [step.user] : []);
  return [...new Set([...ofSteps, ...Object.keys(prerequisites?.users ?? {})])];
}

/**
 * A sentence when the steps were recorded with the credentials of several users and some have none here.
 *
 * @param given names of the users whose credentials are given
 */
export function userNotes(profile: Profile, given: ReadonlySet<string> = new Set()): string[] {
  const names = usersOf(profile);
  if (names.length < 2) return [];
  const stepsOf = (name: string) =>
    profile.steps.filter((step) => "user" in step && step.user === name).length;
  const described = (name: string) => {
    const count = stepsOf(name);
    return count === 0 ? name : `${name} (${counted(count, "step")})`;
  };
  const lacking = names.filter((name) => !given.has(name) && stepsOf(name) > 0);
  if (given.size > 0 && lacking.length === 0) return [];
  const who = names.map(described).join(", ");
  const rest = given.size === 0
    ? "all steps are replayed with the one login"
    : `${lacking.join(", ")} ${
      lacking.length === 1 ? "has no credentials and uses" : "have no credentials and use"
    } the main login`;
  const [example = ""] = lacking.length === 0 ? names : lacking;
  return [
    `recorded with ${names.length} users: ${who}; ${rest}` +
    ` (credentials of their own: ${variableOf(example, "EMAIL")} and ${
      variableOf(example, "PASSWORD")
    }, or --users-file)`,
  ];
}
