/** `profile validate <slug|path>`: checks a profile and says file:line:column of every fault. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";

export function validateCommand(context: Context) {
  return new Command("validate")
    .summary("check a profile")
    .description(
      "Checks a profile (or a loose profile.yaml) and reports every fault as file:line:column; " +
        "and its baseline, whether each kept file is what manifest.json says.",
    )
    .argument("<profile>", "slug, draft (_drafts/x) or path")
    .action(async (name) => {
      const { openProfile } = await import("../../lib/engine/open_profile.ts");
      const loaded = await openProfile(context, name);
      if (loaded.derived === undefined) {
        const { requireIntact } = await import("../../lib/baseline/require_intact.ts");
        await requireIntact(loaded);
      }
      for (const warning of loaded.warnings) context.out.warn(`warning: ${warning}`);
      for (const hole of loaded.holes) context.out.line(`hole: ${hole.place}  ${hole.reason}`);
      const { counted } = await import("../../lib/text/counted.ts");
      const { steps, comparisons = [] } = loaded.profile;
      const counts = [counted(steps.length, "step"), counted(comparisons.length, "comparison")];
      context.out.line(
        `${loaded.derived?.folder ?? loaded.file}: ${counts.join(", ")}, ${
          counted(loaded.holes.length, "hole")
        }`,
      );
      context.out.done({
        file: loaded.derived?.folder ?? loaded.file,
        ...(loaded.derived === undefined ? {} : { derived_from: loaded.derived.log }),
        steps: loaded.profile.steps.length,
        holes: loaded.holes,
        warnings: loaded.warnings,
      });
      context.finish("passed", "valid");
    });
}
