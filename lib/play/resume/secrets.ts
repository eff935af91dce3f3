/** Saved values that are secret are in no journal: reads are asked again, changes cannot be. */
import { ProfileError } from "../../errors.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import { references } from "../../profiles/template.ts";
import { stepNamed } from "../optional.ts";
import type { PlayRecord, StepRecord } from "./record.ts";

/** True when a later step, or what the profile expects, uses a value of this step that was not kept. */
export function isSecretNeeded(loaded: LoadedProfile, at: number, { saved }: StepRecord): boolean {
  const { steps, expect } = loaded.profile;
  const id = steps[at]?.id;
  const names = saved.filter((one) => !("value" in one)).map(({ name }) => `steps.${id ?? ""}.${name}`);
  if (names.length === 0) return false;
  const used = references(JSON.stringify([...steps.slice(at + 1), expect]) ?? "");
  return used.some((reference) => stepNamed(reference, steps) === id && names.includes(reference));
}

/**
 * Refuses to resume a play of which a secret is needed that only a change would give again.
 *
 * @throws ProfileError refused, naming the value
 */
export function refuseLostSecrets(loaded: LoadedProfile, { steps }: PlayRecord): void {
  for (const [at, record] of steps) {
    const step = loaded.profile.steps[at];
    if (step === undefined || step.action === "http_get" || record.report?.verdict !== "passed") continue;
    if (!isSecretNeeded(loaded, at, record)) continue;
    const lost = record.saved.filter((one) => !("value" in one)).map(({ name }) =>
      `steps.${step.id}.${name}`
    );
    throw new ProfileError(
      "refused",
      `The play cannot be resumed: ${lost.join(", ")} is a secret and was not kept`,
      {
        position: loaded.source.locate(["steps", at]),
        remedy: "Play the profile from its start",
      },
    );
  }
}
