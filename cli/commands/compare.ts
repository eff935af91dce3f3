/** `profile compare <slug>`: compares a run directory or a result with the baseline, without replaying. */
import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
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
    .addOption(option("--pictures-dir <dir>", "draw what differs, as play does, into this folder"))
    .addOption(
      option(
        "--against <dir>",
        "another result, run directory or baseline in place of the profile's baseline",
      ),
    )
    .action(async (name, options) => {
      if (options.runDir !== undefined && options.result !== undefined) throw oneRun();
      const { changeLine, layOverlays } = await import("../../lib/profiles/overlay.ts");
      const { configFile, readConfig } = await import("../../lib/settings/config.ts");
      const { openProfile } = await import("../open_profile.ts");
      const { readManifest } = await import("../../lib/baseline/manifest.ts");
      const { findRunDir } = await import("../../lib/baseline/results.ts");
      const { findAgainst, partOf } = await import("../../lib/baseline/against.ts");
      const { walkFiles } = await import("../../lib/files/walk.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { playbackRunRoot } = await import("../../lib/settings/run_root.ts");
      const { setDir } = await import("../../lib/baseline/sets.ts");
      const { overlayOf } = await import("../update_baseline/source.ts");
      const { profileKey } = await import("../../lib/results/key.ts");
      const { compareVerdict, runComparisons } = await import("../../lib/compare/run.ts");
      const { withProgress } = await import("../progress/show.ts");
      const dataRoot = await context.dataRoot();
      const loaded = await openProfile(context, name);
      const { profile, file, derived } = loaded;
      const { overlays = {}, compare_commands } = await readConfig(dataRoot);
      const lay = (names: readonly string[]) =>
        layOverlays(loaded, names, { file: configFile(dataRoot), overlays });
      const key = profileKey(file, dataRoot);
      const { cwd, env } = context;
      const runRoot = await playbackRunRoot({ dataRoot, env, cwd });
      const { runDir, result, only } = await findRunDir({ ...options, key, dataRoot, cwd, runRoot });
      // A result is compared with the baseline that it was compared with when it was played.
      const laid = lay(options.overlay ?? []) ?? (result === undefined ? undefined : overlayOf(result, lay));
      const comparisons = laid?.comparisons ?? profile.comparisons ?? [];
      const tolerances = laid?.changes.filter(({ field }) => field.startsWith("tolerances.")) ?? [];
      for (const change of tolerances) context.out.detail(changeLine(change));
      const own = setDir(loaded.baselineDir, laid?.baseline);
      const place = { slug: profile.metadata.slug, key, dataRoot, cwd, runRoot };
      const against = options.against === undefined
        ? { baselineDir: own, manifest: await readManifest(own), words: `baseline ${own}` }
        : await findAgainst(options.against, comparisons, place);
      const { baselineDir, manifest, words } = against;
      context.out.detail(`run       ${runDir}`);
      context.out.detail(`against   ${words}${manifest === undefined ? " (none yet)" : ""}`);
      const parts = [only, "only" in against ? against.only : undefined].filter((part) => part !== undefined);
      const whole = { comparisons, manifest, produced: only ?? await walkFiles(runDir) };
      const compared = parts.length === 0 ? whole : partOf(whole, parts);
      if (parts.length > 0) {
        const count = counted(compared.produced.length, "output");
        context.out.line(`Of a run that is gone only the outputs that differed are there: ${count} compared`);
      }
      const { signal } = context;
      const programs = compare_commands === "allow" ? { programs: { cwd: dataRoot, env, signal } } : {};
      const pictures = await picturesIn(options.picturesDir, context);
      const reports = await withProgress(
        context,
        (onProgress) =>
          runComparisons({ ...compared, baselineDir, runDir, signal, onProgress, ...programs, ...pictures }),
      );
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
      const partial = parts.length === 0 ? {} : { partial: true };
      const other = options.against === undefined ? {} : { against: words };
      context.out.json({ verdict, ...partial, ...other, ...overlay, comparisons: reports });
      context.finish(verdict, parts.length > 0 && verdict === "passed" ? "passed (partial)" : verdict);
    });
}

function oneRun(): ProfileError {
  return new ProfileError("usage", "--run-dir and --result each name the run to compare: say one of them", {
    remedy: "To compare a run with a result, say --run-dir and --against",
  });
}

/** Pictures go into a folder that was asked for. */
async function picturesIn(folder: string | undefined, { cwd, out }: Context) {
  if (folder === undefined) return {};
  const { Pictures } = await import("../../lib/compare/pictures.ts");
  const name = folder.replace(/(?<=.)\/+$/, "");
  return {
    pictures: new Pictures({ dir: resolve(cwd, folder), name, clean: (text) => out.redactor.text(text) }),
  };
}

async function print(context: Context, reports: readonly ComparisonReport[]): Promise<void> {
  const { out } = context;
  const { explainComparison } = await import("../../lib/compare/explain.ts");
  const { terminalWidth } = await import("../terminal.ts");
  const width = terminalWidth(context);
  const colours = { passed: "green", failed: "red", error: "red", skipped: "yellow" } as const;
  for (const report of reports) {
    const [heading = "", ...rest] = explainComparison(report, Infinity, width);
    const word = out.style(heading.slice(0, 7), colours[report.verdict]);
    out.line(word + heading.slice(7));
    for (const line of rest) out.line(line);
  }
}
