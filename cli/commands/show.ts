/** `profile show <slug>`: everything about one profile, and what its results say since an earlier one. */
import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { LoadedProfile } from "../../lib/profiles/load.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";
import { shortPaths, terminalWidth } from "../terminal.ts";

export function showCommand(context: Context) {
  return new Command("show")
    .summary("show one profile: steps, baseline, last results, and what changed since")
    .description(
      "Shows what a profile is, its steps and comparisons, its baseline, overlays and drafts, and how its last " +
        "results ended (a letter each). With --since: what is another in the newest result than in an earlier one.",
    )
    .argument("<profile>", "slug, draft (_drafts/x) or path")
    .addOption(
      option(
        "--since <last|time>",
        "compare the newest result with the one before it, or with that of a time",
      )
        .env("PROFILE_SHOW_SINCE"),
    )
    .addOption(option("--bundle <file.zip>", "pack the bundle of the newest result that has one"))
    .action(async (name, { since, bundle }) => {
      const { openProfile } = await import("../../lib/engine/open_profile.ts");
      const loaded = await openProfile(context, name);
      if (since !== undefined) await showSince(loaded, since, context);
      else if (bundle === undefined) await showProfile(loaded, context);
      if (bundle !== undefined) await packBundle(loaded, bundle, context);
    });
}

async function showProfile(loaded: LoadedProfile, context: Context): Promise<void> {
  const { describeProfile } = await import("../../lib/profiles/show.ts");
  const { showLines } = await import("../../lib/profiles/show_lines.ts");
  const { counted } = await import("../../lib/text/counted.ts");
  const shown = await describeProfile(loaded, await context.dataRoot());
  context.out.lines(showLines(shown).map((line) => shortPaths(line, context)));
  context.out.done({ ...shown });
  context.finish("passed", counted(shown.steps.length, "step"));
}

/** How two results differ is told, not judged: the results have their own verdicts. */
async function showSince(loaded: LoadedProfile, since: string, context: Context): Promise<void> {
  const { resultsOf } = await import("../../lib/profiles/show.ts");
  const { resultsSince } = await import("../../lib/results/history.ts");
  const { sinceReport } = await import("../../lib/results/since.ts");
  const { sinceLines, sinceWords } = await import("../../lib/results/since_lines.ts");
  const dataRoot = await context.dataRoot();
  const warn = (words: string) => context.out.warn(`warning: ${words}`);
  const two = await resultsSince(resultsOf(loaded, dataRoot, warn), since);
  const found = sinceReport(two.before.report, two.after.report);
  context.out.lines(sinceLines(two, found, terminalWidth(context)));
  const told = ({ name, dir, report: { verdict, summary, started_at } }: typeof two.before) => ({
    result: name,
    dir,
    verdict,
    summary,
    started_at,
  });
  context.out.done({
    profile: loaded.profile.metadata.slug,
    before: told(two.before),
    after: told(two.after),
    ...found,
  });
  context.finish("passed", sinceWords(found, two.after.report.verdict));
}

async function packBundle(loaded: LoadedProfile, target: string, context: Context): Promise<void> {
  const { resultsOf } = await import("../../lib/profiles/show.ts");
  const { packFolder } = await import("../../lib/results/pack.ts");
  const { formatBytes } = await import("../../lib/text/bytes.ts");
  const { artifactOf } = await import("../../lib/results/artifact.ts");
  const { withProgress } = await import("../progress/show.ts");
  const dataRoot = await context.dataRoot();
  for await (const { name, dir, report } of resultsOf(loaded, dataRoot)) {
    const folder = await artifactOf({ dir, report }, "bundle", dataRoot);
    if (folder === undefined) continue;
    const file = resolve(context.cwd, target);
    const bytes = await withProgress(
      context,
      (onProgress) => packFolder(folder, `${report.profile}-${name}`, file, { onProgress }),
    );
    context.out.line(`bundle    ${shortPaths(folder, context)}`);
    context.out.done({ bundle: folder, file, bytes });
    return context.finish("passed", `packed ${shortPaths(file, context)} (${formatBytes(bytes)})`);
  }
  throw new ProfileError("usage", `No result of ${loaded.profile.metadata.slug} has a bundle`, {
    remedy: "A bundle is made when a play does not pass",
  });
}
