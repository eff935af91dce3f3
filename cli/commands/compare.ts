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
      const { changeLine } = await import("../../lib/profiles/overlay.ts");
      const { openProfile } = await import("../../lib/engine/open_profile.ts");
      const { compareSides, findSides } = await import("../../lib/engine/compare_run.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { profileKey } = await import("../../lib/results/key.ts");
      const { withProgress } = await import("../progress/show.ts");
      const loaded = await openProfile(context, name);
      const sides = await findSides(loaded, options, context);
      const { overlay: laid, against: { manifest, words }, tolerances, partial: isPartial } = sides;
      const { derived, profile: { comparisons = [] } } = loaded;
      const key = profileKey(loaded.file, await context.dataRoot());
      for (const change of tolerances) context.out.detail(changeLine(change));
      context.out.detail(`run       ${sides.runDir}`);
      context.out.detail(`against   ${words}${manifest === undefined ? " (none yet)" : ""}`);
      if (isPartial) {
        const count = counted(sides.produced.length, "output");
        context.out.line(`Of a run that is gone only the outputs that differed are there: ${count} compared`);
      }
      const pictures = await picturesIn(options.picturesDir, context);
      const { verdict, reports } = await withProgress(
        context,
        (onProgress) => compareSides(sides, context, { pictures, onProgress }),
      );
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
      const partial = isPartial ? { partial: true } : {};
      const other = options.against === undefined ? {} : { against: words };
      context.out.json({ verdict, ...partial, ...other, ...overlay, comparisons: reports });
      context.finish(verdict, isPartial && verdict === "passed" ? "passed (partial)" : verdict);
    });
}

function oneRun(): ProfileError {
  return new ProfileError("usage", "--run-dir and --result each name the run to compare: say one of them", {
    remedy: "To compare a run with a result, say --run-dir and --against",
  });
}

/** Pictures go into a folder that was asked for. */
async function picturesIn(folder: string | undefined, { cwd, out }: Context) {
  if (folder === undefined) return undefined;
  const { Pictures } = await import("../../lib/compare/pictures.ts");
  const name = folder.replace(/(?<=.)\/+$/, "");
  return new Pictures({ dir: resolve(cwd, folder), name, clean: (text) => out.redactor.text(text) });
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
