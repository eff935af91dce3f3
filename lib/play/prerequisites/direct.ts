/** Steps whose job a command runs have no answer: what looks at one is refused, never passed over. */
import { ProfileError } from "../../errors.ts";
import type { Step } from "../../model/profile.ts";
import { references } from "../../profiles/template.ts";
import type { YamlSource } from "../../yaml/source.ts";
import { answerChecks } from "../step_checks.ts";

/**
 * Refuses a profile that looks at answers which nobody gives.
 *
 * @param steps those that are played, with their places in the profile
 * @throws ProfileError usage, naming every place
 */
export function refuseAnswerChecks(
  source: YamlSource,
  steps: readonly { step: Step; index: number }[],
): void {
  const faults = steps.flatMap(({ step, index }): { words: string; path: (string | number)[] }[] => {
    if (step.action !== "enqueue_rq") return [];
    const looking = answerChecks(step);
    const [first] = looking;
    const names = looking.map((path) => path.join(".")).join(", ");
    const job = `steps.${step.id}.job`;
    const using = steps.filter((later) => references(JSON.stringify(later.step)).includes(job));
    return [
      ...(first === undefined
        ? []
        : [{ words: `${step.id} has ${names}`, path: ["steps", index, ...first] }]),
      ...using.map((later) => ({ words: `${later.step.id} uses {{${job}}}`, path: ["steps", later.index] })),
    ];
  });
  const [first] = faults;
  if (first === undefined) return;
  const words = faults.map((fault) => fault.words).join("; ");
  throw new ProfileError("usage", `A step that the job command runs has no answer and no job id: ${words}`, {
    position: source.locate(first.path),
    remedy: "Take it out and check what the job leaves in the run, or play without the job command",
  });
}
