/** After the last step: expectations on the run, comparisons with the baseline, what waits for review. */
import { readManifest } from "../baseline/manifest.ts";
import { collectPending } from "../baseline/collect.ts";
import { writePending } from "../baseline/write_pending.ts";
import { runComparisons } from "../compare/run.ts";
import { isObject } from "../model/json.ts";
import type { Comparison, Profile } from "../model/profile.ts";
import { counted } from "../text/counted.ts";
import { promoteCommand } from "../profiles/derived.ts";
import { checkRun } from "./check_run.ts";
import { isPartial } from "./holes.ts";
import type { Sandbox } from "./sandbox.ts";
import type { PlayState } from "./state.ts";
import type { Target } from "./target.ts";

/** So many targets that named nothing are listed. */
const NAMED = 5;

/** Judges a play whose steps all passed. */
export async function judge(state: PlayState): Promise<void> {
  const { sandbox, target, options, report } = state;
  if (sandbox === undefined || target === undefined) return;
  const expect = options.loaded.profile.expect ?? {};
  const checks = await checkRun(sandbox.dir, (state.scope?.fill(expect) ?? expect) as typeof expect);
  report.expectations = checks.map(({ what, failure }) => ({
    what,
    verdict: failure === undefined ? "passed" : "failed",
    message: failure ?? "",
  }));
  if (options.compare) await compare(state, sandbox, target);
}

/** Compares, and keeps what is new or changed for review. */
async function compare(state: PlayState, sandbox: Sandbox, target: Target): Promise<void> {
  const { loaded, signal } = state.options;
  const { report } = state;
  const { baselineDir } = loaded;
  const comparisons = withTolerances(loaded.profile, state.options.overlay);
  const manifest = await readManifest(baselineDir);
  const runDir = sandbox.dir;
  report.comparisons = await runComparisons({ comparisons, baselineDir, manifest, runDir, signal });
  const { before } = sandbox;
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

/** Why no baseline can be taken from this play, whatever it produced. */
function noBaselineFrom(
  { options: { loaded: { derived, profile }, part, chosen } }: PlayState,
): string | undefined {
  if (derived !== undefined) {
    const command = promoteCommand(derived, profile.metadata.slug);
    return `a recording of WEPPcloud's own has no baseline; ${command} makes a profile of it that can have one`;
  }
  return isPartial(part) || chosen !== undefined ? "no baseline can be taken from a play in part" : undefined;
}

/** The comparisons, with the overlay's tolerances laid over their own. */
export function withTolerances(
  { comparisons = [], overlays }: Profile,
  overlay: string | undefined,
): Comparison[] {
  const tolerances = overlay === undefined ? {} : overlays?.[overlay]?.tolerances ?? {};
  return comparisons.map((comparison) => {
    const laid = tolerances[comparison.target];
    if (laid === undefined) return comparison;
    const own = comparison.params?.["tolerance"];
    return {
      ...comparison,
      params: { ...comparison.params, tolerance: { ...isObject(own) ? own : {}, ...laid } },
    };
  });
}
