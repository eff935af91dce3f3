/** A recording of several users is replayed with one login: the play says so. */
import type { Profile } from "../model/profile.ts";
import { counted } from "../text/counted.ts";

/** A sentence when the steps were recorded with the credentials of several users, or of none. */
export function userNotes({ steps, prerequisites }: Profile): string[] {
  const counts = new Map<string, number>();
  for (const step of steps) {
    const user = "user" in step ? step.user : undefined;
    if (user !== undefined) counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  for (const name of Object.keys(prerequisites?.users ?? {})) if (!counts.has(name)) counts.set(name, 0);
  if (counts.size < 2) return [];
  const who = [...counts].map(([name, count]) => count === 0 ? name : `${name} (${counted(count, "step")})`);
  return [
    `recorded with ${counts.size} users: ${who.join(", ")}; all steps are replayed with the one login, ` +
    "credentials for each user cannot be given yet",
  ];
}
