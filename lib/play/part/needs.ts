/** What a part of the steps needs of those before it: a run in their state, values that they saved. */
import { ProfileError } from "../../errors.ts";
import type { Profile, Step } from "../../model/profile.ts";
import { references } from "../../profiles/template.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import type { StepRecord } from "../resume/record.ts";
import { stepNamed } from "../optional.ts";
import type { ChosenPart } from "./choose.ts";

/** The first step before the part that changes the run; without one, a fresh sandbox is as good as any. */
export function changeBefore({ steps }: Pick<Profile, "steps">, { ids }: ChosenPart): Step | undefined {
  const lastOfPart = steps.findLastIndex(({ id }) => ids.has(id));
  return steps.slice(0, lastOfPart).find(({ id, action }) =>
    !ids.has(id) && action !== "http_get" && action !== "wait"
  );
}

/**
 * Refuses a part that uses values of steps that are not played and that no earlier play has kept.
 *
 * @param kept the steps of the play that is gone on with, by their place
 * @throws ProfileError refused with the place of each use; nothing has been sent
 */
export function refuseLackingValues(
  { profile: { steps, expect }, source }: LoadedProfile,
  { ids, reachesEnd }: ChosenPart,
  kept: ReadonlyMap<number, StepRecord>,
): void {
  const lacking: { message: string; position: ReturnType<typeof source.locate> }[] = [];
  const look = (part: unknown, words: string, path: (string | number)[]) => {
    for (const reference of new Set(references(JSON.stringify(part) ?? ""))) {
      const id = stepNamed(reference, steps);
      if (id === undefined || ids.has(id)) continue;
      const name = reference.slice(`steps.${id}.`.length);
      const value = kept.get(steps.findIndex((step) => step.id === id))?.saved.find((one) =>
        one.name === name
      );
      if (value !== undefined && "value" in value) continue;
      const why = value === undefined ? "no earlier play of it has kept that value" : "a secret is not kept";
      const message = `${words} uses {{${reference}}}, and ${id} is not played: ${why}`;
      lacking.push({ message, position: source.locate(path) });
    }
  };
  steps.forEach((step, index) => {
    if (ids.has(step.id)) look(step, `Step ${step.id}`, ["steps", index]);
  });
  if (reachesEnd) look(expect, "What the profile expects", ["expect"]);
  const [first, ...others] = lacking;
  if (first === undefined) return;
  throw new ProfileError("refused", first.message, {
    position: first.position,
    others,
    remedy: "Begin with the step that saves it, or play the whole profile",
  });
}
