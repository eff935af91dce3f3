/** What a play would do, without doing it. */
import { counted } from "../text/counted.ts";
import { filesOfStep } from "../model/step_files.ts";
import { leftOutSteps } from "./creation_step.ts";
import type { SandboxChoice } from "./sandbox.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { ThenCheck } from "./then/options.ts";
import { userNotes } from "./users.ts";

/**
 * One line a step, for `--dry-run`.
 *
 * @param optional true with `--optional`
 */
export function planLines(
  { profile, baselineDir, holes }: LoadedProfile,
  target: string,
  optional: boolean,
  sandbox: SandboxChoice,
  then: readonly ThenCheck[] = [],
): string[] {
  const skipped = leftOutSteps(profile, optional, sandbox);
  const steps = profile.steps.map((step) => {
    const what = "path" in step ? step.path : "job" in step ? step.job : step.wait?.type ?? "";
    const sent = [...new Set(filesOfStep(step).map(({ field }) => field))];
    const files = sent.length === 0 ? "" : `  uploads ${sent.join(", ")}`;
    const wait = "wait" in step && step.wait !== undefined && step.action !== "wait"
      ? `  waits for ${step.wait.type}`
      : "";
    const why = skipped.get(step.id);
    const left = why === undefined
      ? ""
      : why.startsWith("optional")
      ? "  optional: left out"
      : `  left out: ${why}`;
    return `  ${step.id}  ${step.action}  ${what}${files}${wait}${left}`;
  });
  const comparisons = (profile.comparisons ?? []).map(({ target: file, method }) => `  ${file}  ${method}`);
  return [
    `profile ${profile.metadata.slug} on ${target}: ${counted(steps.length - skipped.size, "step")}, ${
      counted(comparisons.length, "comparison")
    }`,
    ...steps,
    `sandbox by ${sandbox.mode}: ${sandbox.why}`,
    ...then.map((check) => `  then-${check}  when the steps are done`),
    ...(comparisons.length === 0 ? [] : [`compared with ${baselineDir}:`, ...comparisons]),
    ...userNotes(profile).map((line) => `warning: ${line}`),
    ...holes.map((hole) => `hole: step ${hole.step} lacks ${hole.field} (${hole.place})`),
  ];
}
