/** After the last step: expectations on the run, comparisons with the baseline, what waits for review. */
import { join } from "node:path";
import { readManifest } from "../baseline/manifest.ts";
import { setDir } from "../baseline/sets.ts";
import { collectPending } from "../baseline/collect.ts";
import { writePending } from "../baseline/write_pending.ts";
import { Pictures } from "../compare/pictures.ts";
import { runComparisons } from "../compare/run.ts";
import { formatPosition } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { type ComparisonReport, isLeftOut, isOutside, type StepReport } from "../model/report.ts";
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

/** Folder of the pictures in a result. */
const DIFF = "diff";
/** So many targets that named nothing are listed. */
const NAMED = 5;

/** Judges a play that came to its end. */
export async function judge(state: PlayState): Promise<void> {
  const { sandbox, outputs, target, options, report } = state;
  if (sandbox === undefined || outputs === undefined || target === undefined) return;
  const written = options.loaded.profile.expect ?? {};
  const expect = (state.scope?.fill(written) ?? written) as typeof written;
  const lacking = missingNeed(written, options.loaded.profile.steps, report.steps);
  state.at({ kind: "task", task: "expectations" });
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
  const baselineDir = setDir(loaded.baselineDir, state.options.overlay?.baseline);
  const comparisons = state.options.overlay?.comparisons ?? loaded.profile.comparisons ?? [];
  state.at({ kind: "task", task: "outputs" });
  const manifest = await readManifest(baselineDir);
  const { before } = sandbox;
  const { runDir, produced, notes } = await comparedOutputs(outputs, comparisons, manifest, {
    paths: before,
    stamps: state.stamps,
  });
  for (const line of notes) state.note(line);
  const programs = state.options.compareCommands === true
    ? { programs: { cwd: state.options.dataRoot, env: state.options.env, signal } }
    : {};
  report.comparisons = await runComparisons({
    ...{ comparisons, baselineDir, manifest, runDir, produced, signal, ...programs },
    onProgress: state.options.onProgress,
    ...(state.options.pictures === false ? {} : { pictures: picturesOf(state) }),
  });
  if (report.comparisons.some(({ artifacts }) => artifacts.length > 0)) {
    report.artifacts[DIFF] = join(state.resultDir, DIFF);
  }
  tellPlaces(report.comparisons, loaded);
  state.at({ kind: "task", task: "pending" });
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
    set: state.options.overlay?.baseline,
    statuses: statusesOf(report.steps),
    onProgress: state.options.onProgress,
  });
  const what = comparisons.length === 0 ? "proposed for the baseline" : "waiting for review";
  state.note(`${counted(found.items.length, "output")} ${what}: profile update-baseline ${report.profile}`);
}

/** Steps to the statuses that they were answered with. */
function statusesOf(steps: readonly StepReport[]): Record<string, number> {
  const known = steps.map(({ id, actual }) => [id, isObject(actual) ? actual["status"] : undefined] as const);
  return Object.fromEntries(known.filter((one): one is [string, number] => typeof one[1] === "number"));
}

function picturesOf({ resultDir, options: { redactor } }: PlayState): Pictures {
  return new Pictures({ dir: join(resultDir, DIFF), name: DIFF, clean: (text) => redactor.text(text) });
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
