/** The command that goes on from where a play stopped, as it is typed. */
import type { Verdict } from "../model/exit.ts";
import { isOutside, type Report } from "../model/report.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { profileKey } from "../results/key.ts";
import { shellWord } from "../text/shell_word.ts";
import type { PlayOptions } from "./options.ts";
import { partWords } from "./part/choose.ts";

/** Verdicts of plays that did not come to their end by themselves. */
const STOPPED: ReadonlySet<Verdict> = new Set([
  "interrupted",
  "terminated",
  "incomplete",
  "unavailable",
  "internal",
]);

type Play = Pick<PlayOptions, "loaded" | "dataRoot" | "again" | "chosen" | "overlay">;

/** How commands take a profile: its slug, `_drafts/x`, or its path when it lies elsewhere. */
export function nameOf({ file, derived }: Pick<LoadedProfile, "file" | "derived">, dataRoot: string): string {
  if (derived !== undefined) return derived.name;
  const key = profileKey(file, dataRoot);
  return key.startsWith("..") ? file : key;
}

/** Options that another call needs, too, each with a space before it. */
export function againWords({ again = [] }: Pick<PlayOptions, "again">): string {
  return again.map((word) => ` ${word}`).join("");
}

/**
 * The command that goes on from where the play stopped; undefined after one that passed.
 *
 * - stopped on the way: `profile play us-small --resume`
 * - a step failed: `profile play us-small --from-step build-soils`
 * - only comparisons failed: the steps are done, `profile compare us-small --run-dir …`
 * - nothing was done yet, or something else after the steps failed: the play as it was asked for
 *
 * @param options what the play was told; `again` are words that another call needs, too
 */
export function rerunCommand(report: Report, options: Play): string | undefined {
  const { verdict, steps, sandbox, failed_step } = report;
  if (verdict === "passed" || verdict === "nothing-compared") return undefined;
  const name = shellWord(nameOf(options.loaded, options.dataRoot));
  const again = againWords(options);
  const part = options.chosen === undefined ? "" : ` ${partWords(options.chosen.asked)}`;
  const anew = `profile play ${name}${part}${again}`;
  const begun = steps.some((step) => step.verdict !== "skipped");
  if (!begun || sandbox === null || isGone(sandbox)) return anew;
  if (STOPPED.has(verdict)) return `profile play ${name} --resume${again}`;
  // What comes after the steps is no step to begin with.
  const after = steps.some(({ id, action }) => id === failed_step && action === "then");
  if (failed_step !== null && !after) {
    const { to } = options.chosen?.asked ?? {};
    const end = to === undefined ? "" : ` --to-step ${to}`;
    return `profile play ${name} --from-step ${failed_step}${end}${again}`;
  }
  // What the profile expects of the run is no comparison.
  const compares = report.expectations.every((one) => one.verdict === "passed") &&
    report.comparisons.some((one) => one.verdict === "failed" || one.verdict === "error");
  const whole = !steps.some(isOutside) && report.error === undefined;
  if (verdict === "differences" && compares && whole && !after && sandbox.dir !== null) {
    return `profile compare ${name}${judgedWith(options)} --run-dir ${shellWord(sandbox.dir)}`;
  }
  return anew;
}

/** The overlay, where it has other tolerances or a baseline of its own. */
function judgedWith({ overlay }: Pick<PlayOptions, "overlay">): string {
  const counts = overlay?.baseline !== undefined ||
    overlay?.changes.some(({ field }) => field.startsWith("tolerances.")) === true;
  return overlay === undefined || !counts ? "" : ` --overlay ${overlay.name}`;
}

/** A sandbox without a folder here may still be on the server. */
function isGone({ dir, mode = "filesystem", removed }: NonNullable<Report["sandbox"]>): boolean {
  return dir === null && (mode === "filesystem" || removed !== false);
}
