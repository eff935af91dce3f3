/** `profile promote <draft> <slug>`: turns a reviewed draft into a profile. */
import { Command } from "@commander-js/extra-typings";
import type { OnProgress } from "../../lib/model/progress.ts";
import type { Snapshot } from "../../lib/promote/run_copy.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

/** How many suspects are named without `--verbose`. */
const SUSPECTS = 5;

/** How many paths of the run that were left out for one reason are listed without `--verbose`. */
const LISTED = 3;

export function promoteCommand(context: Context) {
  return new Command("promote")
    .summary("turn a draft into a profile")
    .description(
      "Checks a draft (holes, secrets, sizes) and writes profiles/<slug>/. The draft stays. " +
        "Of a draft or profile that WEPPcloud itself made it makes a full profile, with all steps.",
    )
    .argument("<draft>", "_drafts/x, x, a path, or what WEPPcloud itself drafted or promoted")
    .argument("<slug>", "name of the profile: lower-case letters, digits and -")
    .addOption(
      option(
        "--replace",
        "overwrite the profile of that name; its baseline goes too (what WEPPcloud made is moved to archived/)",
      ),
    )
    .addOption(option("--allow-large", "keep files of more than 50 MB (above 100 MB: under Git LFS only)"))
    .addOption(
      option(
        "--candidates <which...>",
        "compare these baseline candidates: telling, all, none, or globs (default: what review took)",
      ),
    )
    .addOption(
      option("--with-run <run-dir>", "keep a snapshot of the source run as run/, without logs and secrets"),
    )
    .action(async (draft, slug, options) => {
      const { promote } = await import("../../lib/promote/promote.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { formatBytes } = await import("../../lib/text/bytes.ts");
      const { deriveNamed, withPlaces } = await import("../../lib/engine/derive_profile.ts");
      const made = await deriveNamed(context, draft);
      const dataRoot = await context.dataRoot();
      const { withProgress } = await import("../progress/show.ts");
      const promoted = (onProgress: OnProgress | undefined) =>
        promote({
          draft: made?.draftDir ?? draft,
          ...(made === undefined ? {} : { derivedFrom: made.origin }),
          slug,
          dataRoot,
          cwd: context.cwd,
          replace: options.replace === true,
          allowLarge: options.allowLarge === true,
          candidates: options.candidates,
          withRun: options.withRun,
          signal: context.signal,
          now: new Date(),
          redactor: context.out.redactor.share(),
          onProgress,
        });
      const work = () => withProgress(context, promoted);
      const result = made === undefined ? await work() : await withPlaces(made, work);
      const { out } = context;
      if (result.recovered !== undefined) out.line(result.recovered);
      for (const warning of result.warnings) out.warn(`warning: ${warning}`);
      out.line(
        `${result.slug}: ${counted(result.steps, "step")}, ${counted(result.seeds, "seed")}, ` +
          `${counted(result.files, "file")}, ${formatBytes(result.bytes)}`,
      );
      if (result.snapshot !== undefined) await printSnapshot(context, result.snapshot);
      if (result.unusedSeeds.length > 0) {
        out.line(`  left in the draft, as no step uses them: ${result.unusedSeeds.join(", ")}`);
      }
      if (result.comparisons > 0) {
        out.line(`  ${counted(result.comparisons, "comparison")} taken from the baseline candidates`);
      }
      if (result.replaced) {
        const baseline = result.baselineFiles === 0
          ? ""
          : `, with its baseline (${counted(result.baselineFiles, "file")})`;
        out.line(`  replaced the profile of that name${baseline}; it starts without a baseline`);
      }
      if (made !== undefined) {
        out.line(`  made from ${made.derived.name}; metadata.recorded and the ledger say so`);
      }
      if (result.keptAt !== undefined) {
        out.line(`  WEPPcloud's own tree of that name lies in profiles/${result.keptAt} now`);
      }
      if (result.suspects.length > 0) {
        const some = counted(result.suspects.length, "suspect");
        out.warn(`warning: ${some} went along: text that may name somebody`);
        const most = out.options.verbose ? Infinity : SUSPECTS;
        for (const { where, field, words } of result.suspects.slice(0, most)) {
          out.warn(`  ${where}, ${field}: ${JSON.stringify(words)}`);
        }
        if (result.suspects.length > most) {
          out.warn(`  and ${result.suspects.length - most} more (--verbose lists them)`);
        }
      }
      out.line(`profile: ${result.dir}`);
      const { targetIsSet } = await import("../../lib/engine/play_target.ts");
      const { readConfig } = await import("../../lib/settings/config.ts");
      const server = targetIsSet(await readConfig(dataRoot), context.env)
        ? ""
        : " --embedded (or --base-url URL)";
      out.line(
        `next: profile play ${result.slug}${server}, then ` +
          `profile update-baseline ${result.slug} --all --reason "…"`,
      );
      out.done({ ...result });
      context.finish("passed", `promoted ${result.slug}`);
    });
}

async function printSnapshot(
  { out }: Context,
  { run, files, bytes, redacted, leftOut }: Snapshot & { run: string },
): Promise<void> {
  const { counted } = await import("../../lib/text/counted.ts");
  const { formatBytes } = await import("../../lib/text/bytes.ts");
  const { byReason } = await import("../../lib/promote/write_profile.ts");
  out.line(`  run/: ${counted(files, "file")} of ${run}, ${formatBytes(bytes)}`);
  for (const { path, rules } of redacted) out.line(`    redacted ${path}: ${rules.join(", ")}`);
  for (const [reason, paths] of byReason(leftOut)) {
    const some = out.options.verbose ? paths : paths.slice(0, LISTED);
    const more = paths.length - some.length;
    out.line(
      `    left out ${paths.length}, ${reason}: ${some.join(", ")}${
        more > 0 ? ` and ${more} more (ledger.jsonl)` : ""
      }`,
    );
  }
}
