/** `profile compare <slug>`: compares a run directory or a result with the baseline, without replaying. */
import { Command } from "@commander-js/extra-typings";
import type { ComparisonReport } from "../../lib/model/report.ts";
import type { Context } from "../context.ts";
import { collectList, option } from "../options.ts";

export function compareCommand(context: Context) {
  return new Command("compare")
    .summary("compare a run with the baseline, without replaying")
    .description(
      "Compares the files of a run with the baseline of a profile, by the profile's comparisons. " +
        "Without options it takes the sandbox of the profile's last result.",
    )
    .argument("<profile>", "slug, draft (_drafts/x) or path")
    .addOption(option("--run-dir <dir>", "run directory to compare"))
    .addOption(option("--result <dir>", "result folder whose sandbox is compared"))
    .addOption(
      option("--overlay <name>", "compare with the tolerances of a named overlay, as play does")
        .argParser(collectList),
    )
    .action(async (name, options) => {
      const { changeLine, layOverlays } = await import("../../lib/profiles/overlay.ts");
      const { configFile, readConfig } = await import("../../lib/settings/config.ts");
      const { openProfile } = await import("../open_profile.ts");
      const { readManifest } = await import("../../lib/baseline/manifest.ts");
      const { findRunDir } = await import("../../lib/baseline/results.ts");
      const { playbackRunRoot } = await import("../../lib/settings/run_root.ts");
      const { profileKey } = await import("../../lib/results/key.ts");
      const { compareVerdict, runComparisons } = await import("../../lib/compare/run.ts");
      const dataRoot = await context.dataRoot();
      const loaded = await openProfile(context, name);
      const { profile, file, baselineDir, derived } = loaded;
      const { overlays = {} } = await readConfig(dataRoot);
      const laid = layOverlays(loaded, options.overlay ?? [], { file: configFile(dataRoot), overlays });
      const key = profileKey(file, dataRoot);
      const { cwd, env } = context;
      const runRoot = await playbackRunRoot({ dataRoot, env, cwd });
      const runDir = await findRunDir({ ...options, key, dataRoot, cwd, runRoot });
      const comparisons = laid?.comparisons ?? profile.comparisons ?? [];
      const tolerances = laid?.changes.filter(({ field }) => field.startsWith("tolerances.")) ?? [];
      for (const change of tolerances) context.out.detail(changeLine(change));
      const manifest = await readManifest(baselineDir);
      context.out.detail(`run       ${runDir}`);
      context.out.detail(`baseline  ${baselineDir}${manifest === undefined ? " (none yet)" : ""}`);
      const { signal } = context;
      const reports = await runComparisons({ comparisons, baselineDir, manifest, runDir, signal });
      const verdict = compareVerdict(reports);
      await print(context, reports);
      if (comparisons.length === 0) {
        context.out.line(
          derived === undefined
            ? `The profile has no comparisons; profile play ${key} proposes some`
            : `Nothing to compare with: profile promote ${derived.name} <slug> makes a profile that can have a baseline`,
        );
      } else if (manifest === undefined) {
        context.out.line(`There is no baseline yet; see profile update-baseline ${key}`);
      }
      const overlay = laid === undefined ? {} : { overlay: laid.name, overlay_changes: tolerances };
      context.out.json({ verdict, ...overlay, comparisons: reports });
      context.finish(verdict);
    });
}

async function print({ out }: Context, reports: readonly ComparisonReport[]): Promise<void> {
  const { explainComparison } = await import("../../lib/compare/explain.ts");
  const colours = { passed: "green", failed: "red", error: "red", skipped: "yellow" } as const;
  for (const report of reports) {
    const [heading = "", ...rest] = explainComparison(report);
    const word = out.style(heading.slice(0, 7), colours[report.verdict]);
    out.line(word + heading.slice(7));
    for (const line of rest) out.line(line);
  }
}
