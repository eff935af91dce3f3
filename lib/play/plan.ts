/** What a play would do, without doing it. */
import { setDir } from "../baseline/sets.ts";
import { counted } from "../text/counted.ts";
import { filesOfStep } from "../model/step_files.ts";
import { leftOutSteps } from "./creation_step.ts";
import type { SandboxChoice } from "./sandbox.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import type { ChosenPart } from "./part/choose.ts";
import type { ThenCheck } from "./then/options.ts";
import { userNotes } from "./users.ts";

/** How a profile is to be played. */
export interface PlannedPlay {
  target: string;
  /** True with `--optional`. */
  optional: boolean;
  sandbox: SandboxChoice;
  /** The part of the steps that was asked for. */
  chosen?: ChosenPart;
  then?: readonly ThenCheck[];
  /** Set of the baseline that it is compared with, where an overlay has its own. */
  set?: string | undefined;
}

/** The steps that are left out, each with the reason. */
export function leftOutOf(
  { profile }: LoadedProfile,
  { optional, sandbox, chosen }: PlannedPlay,
): Map<string, string> {
  const leftOut = leftOutSteps(profile, optional, sandbox, chosen?.named);
  for (const { id } of chosen === undefined ? [] : profile.steps) {
    if (chosen?.ids.has(id) === false) leftOut.set(id, "not in the part that was asked for");
  }
  return leftOut;
}

/** One line a step, for `--dry-run`. */
export function planLines(loaded: LoadedProfile, play: PlannedPlay): string[] {
  const { profile, baselineDir, holes } = loaded;
  const { target, sandbox, chosen, then = [] } = play;
  const skipped = leftOutOf(loaded, play);
  const shown = profile.steps.filter(({ id }) => chosen?.ids.has(id) !== false);
  const steps = shown.map((step) => {
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
  // A part that does not go to the end produces nothing to compare.
  const compared = chosen?.reachesEnd === false ? [] : profile.comparisons ?? [];
  const comparisons = compared.map(({ target: file, method }) => `  ${file}  ${method}`);
  return [
    `profile ${profile.metadata.slug} on ${target}: ${
      counted(profile.steps.length - skipped.size, "step")
    }, ${counted(comparisons.length, "comparison")}`,
    ...steps,
    `sandbox by ${sandbox.mode}: ${sandbox.why}`,
    ...then.map((check) => `  then-${check}  when the steps are done`),
    ...(comparisons.length === 0 ? [] : [`compared with ${setDir(baselineDir, play.set)}:`, ...comparisons]),
    ...userNotes(profile).map((line) => `warning: ${line}`),
    ...holes.map((hole) => `hole: step ${hole.step} lacks ${hole.field} (${hole.place})`),
  ];
}
