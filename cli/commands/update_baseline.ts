/** `profile update-baseline <slug>`: after review, makes the outputs of the last result the new baseline. */
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { Context } from "../context.ts";
import { collectList, option } from "../options.ts";

export function updateBaselineCommand(context: Context) {
  return new Command("update-baseline")
    .summary("accept the outputs of the last result as baseline")
    .description(
      "Takes the outputs that the last play of a profile found new or changed, without replaying. " +
        "On a terminal it shows each one and asks; elsewhere say --all, --accept or --reject, and --reason.",
    )
    .argument("<profile>", "slug or path")
    .addOption(option("--reason <text>", "why the new outputs are right; goes into the ledger"))
    .addOption(option("--all", "accept everything that waits"))
    .addOption(option("--accept <glob...>", "accept what matches, leave the rest waiting"))
    .addOption(option("--noise", "take the rules that play --learn-noise proposed, and no outputs"))
    .addOption(option("--reject <glob...>", "what matches is not wanted, and waits no more"))
    .addOption(option("--dry-run", "say what would be written"))
    .addOption(
      option("--format <form>", "of --dry-run: for people, or for the comment of a pull request")
        .choices(["text", "markdown"] as const).default("text" as const).env("PROFILE_BASELINE_FORMAT"),
    )
    .addOption(
      option("--prune", "also remove kept files that were not produced, and comparisons that name no file"),
    )
    .addOption(option("--retarget", "take over outputs of another kind of target (embedded, server)"))
    .addOption(
      option("--from <dir>", "result folder to take, instead of the last one").env("PROFILE_BASELINE_FROM"),
    )
    .addOption(
      option("--overlay <name>", "the last result with this overlay, where it has a baseline of its own")
        .argParser(collectList),
    )
    .addOption(
      option(
        "--allow-severe",
        "also accept severe risks: vanished, emptied, another CRS, extent, nodata, status",
      ),
    )
    .addOption(option("--allow-large", "also keep files above 50 MB whole"))
    .addOption(
      option("--allow-drift", "also take a play with --embedded-drift or --embedded-fault: for tests alone"),
    )
    .addOption(option("--allow-ci", "update although CI=true"))
    .action(async (name, options) => {
      const { openProfile } = await import("../../lib/engine/open_profile.ts");
      const { refuseDerived, refuseInCi } = await import("../update_baseline/refuse.ts");
      const dry = options.dryRun === true;
      if (options.format === "markdown" && !dry) throw formatAlone();
      refuseInCi(context.env, dry || options.allowCi === true, name);
      const loaded = await openProfile(context, name);
      refuseDerived(loaded);
      if (options.noise === true) {
        const { applyNoise } = await import("../apply_noise.ts");
        return await applyNoise(loaded, options, context);
      }
      if (options.all === true && options.accept !== undefined) throw allOrSome();
      const { updateBaseline } = await import("../update_baseline/run.ts");
      await updateBaseline(name, loaded, options, context);
    });
}

function formatAlone(): ProfileError {
  return new ProfileError("usage", "--format markdown is for --dry-run", {
    remedy: "Say --dry-run --format markdown",
  });
}

function allOrSome(): ProfileError {
  return new ProfileError("usage", "--all takes everything, --accept only what matches: say one of them", {
    remedy: "Say --accept for some outputs; --all --reject takes all but some",
  });
}
