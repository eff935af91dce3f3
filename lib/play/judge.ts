/** After the last step: expectations on the run, comparisons with the baseline, what waits for review. */
import { readManifest } from "../baseline/manifest.ts";
import { collectPending } from "../baseline/collect.ts";
import { writePending } from "../baseline/write_pending.ts";
import { runComparisons } from "../compare/run.ts";
import { formatPosition } from "../errors.ts";
import { type ComparisonReport, isLeftOut, isOutside } from "../model/report.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { counted } from "../text/counted.ts";
import { promoteCommand } from "../profiles/derived.ts";
import { checkRun } from "./check_run.ts";
import { comparedOutputs } from "./outputs/compared.ts";
import { runFilesOf } from "./outputs/run_files.ts";
import type { Outputs } from "./outputs/types.ts";
import { isPartial } from "./holes.ts";
import { missingNeed } from "./keep_going.ts";
import type { Sandbox } from "./sandbox.ts";
import type { PlayState } from "./state.ts";
import type { Target } from "./target.ts";

/** So many targets that named nothing are listed. */
const NAMED = 5;

/** Judges a play that came to its end. */
export async function judge(state: PlayState): Promise<void> {
  const { sandbox, outputs, target, options, report } = state;
  if (sandbox === undefined || outputs === undefined || target === undefined) return;
  const written = options.loaded.profile.expect ?? {};
  const expect = (state.scope?.fill(written) ?? written) as typeof written;
  const lacking = missingNeed(written, options.loaded.profile.steps, report.steps);
  const checks = lacking === undefined
    ? await checkRun(runFilesOf(outputs), expect)
    : [{ what: "what the profile expects", failure: `not checked: it ${lacking}` }];
  report.expectations = checks.map(({ what, failure }) => ({
    what,
    verdict: failure === undefined ? "passed" : "failed",
    message: failure ?? "",
  }));
  if (options.compare) await compare(state, sandbox, outputs, target);
}

/** Compares, and keeps what is new or changed for review. */
async function compare(state: PlayState, sandbox: Sandbox, outputs: Outputs, target: Target): Promise<void> {
  const { loaded, signal } = state.options;
  const { report } = state;
  const { baselineDir } = loaded;
  const comparisons = state.options.overlay?.comparisons ?? loaded.profile.comparisons ?? [];
  const manifest = await readManifest(baselineDir);
  const { before } = sandbox;
  const { runDir, produced, notes } = await comparedOutputs(outputs, comparisons, manifest, {
    paths: before,
    stamps: state.stamps,
  });
  for (const line of notes) state.note(line);
  report.comparisons = await runComparisons({ comparisons, baselineDir, manifest, runDir, produced, signal });
  tellPlaces(report.comparisons, loaded);
  const found = await collectPending({ comparisons, reports: report.comparisons, manifest, runDir, before });
  for (const { path, reason } of found.left_out) {
    state.say(`left out of the proposal: ${path} (${reason})`, "detail");
  }
  const missed = found.unproduced;
  if (missed.length > 0) {
    const names = missed.slice(0, NAMED).join(", ") + (missed.length > NAMED ? ", …" : "");
    const some = counted(missed.length, "comparison");
    state.note(`${some} named no file of this run and would fail beside a baseline: ${names}`);
  }
  if (found.items.length === 0) return;
  const without = noBaselineFrom(state);
  if (without !== undefined) return state.note(without);
  report.artifacts["pending"] = await writePending({
    resultDir: state.resultDir,
    runDir,
    profile: report.profile,
    target: target.kind,
    complete: report.expectations.every((one) => one.verdict === "passed"),
    manifest,
    items: found.items,
    redactor: state.options.redactor,
  });
  const what = comparisons.length === 0 ? "proposed for the baseline" : "waiting for review";
  state.note(`${counted(found.items.length, "output")} ${what}: profile update-baseline ${report.profile}`);
}

/** Where in the profile each comparison stands that did not pass. */
function tellPlaces(
  reports: ComparisonReport[],
  { profile: { comparisons = [] }, source }: LoadedProfile,
): void {
  for (const report of reports) {
    if (report.verdict === "passed") continue;
    const { target, method } = report;
    const index = comparisons.findIndex((one) => one.target === target && one.method === method);
    if (index !== -1) report.at = formatPosition(source.locate(["comparisons", index]));
  }
}

/** Why no baseline can be taken from this play, whatever it produced. */
function noBaselineFrom(state: PlayState): string | undefined {
  const { options: { loaded: { derived, profile }, part, chosen }, report } = state;
  if (report.steps.some((step) => step.verdict !== "passed" && !isLeftOut(step) && !isOutside(step))) {
    return "no baseline can be taken from a play with failed steps";
  }
  if (derived !== undefined) {
    const command = promoteCommand(derived, profile.metadata.slug);
    return `a recording of WEPPcloud's own has no baseline; ${command} makes a profile of it that can have one`;
  }
  return isPartial(part) || chosen !== undefined ? "no baseline can be taken from a play in part" : undefined;
}
