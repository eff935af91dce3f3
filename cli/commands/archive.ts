/** `profile archive <slug>`: retires a profile, or brings it back. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

export function archiveCommand(context: Context) {
  return new Command("archive")
    .summary("retire a profile, or bring it back")
    .description(
      "Moves a profile to profiles/archived/<slug>/, with the reason in its ledger. Its results stay. " +
        "profile list --archived shows what is there.",
    )
    .argument("<slug>", "name of the profile")
    .addOption(option("--reason <text>", "why nobody needs it any more; goes into the ledger"))
    .addOption(option("--restore", "bring it back; refused when the slug is taken"))
    .action(async (slug, options) => {
      const { archive } = await import("../../lib/archive/archive.ts");
      const { whoDecides } = await import("../../lib/settings/who.ts");
      const { out, env } = context;
      const dataRoot = await context.dataRoot();
      const restore = options.restore === true;
      const result = await archive({
        dataRoot,
        slug,
        restore,
        reason: options.reason ?? (restore ? "brought back" : ""),
        who: await whoDecides({ env, cwd: dataRoot, redactor: out.redactor }),
        now: new Date(),
        redactor: out.redactor,
      });
      if (result.recovered !== undefined) out.warn(`note: ${result.recovered}`);
      out.line(`profile: ${result.dir}`);
      out.line(
        restore ? `next: profile play ${slug}` : `next: profile archive ${slug} --restore brings it back`,
      );
      out.done({ ...result });
      context.finish("passed", `${restore ? "restored" : "archived"} ${slug}`);
    });
}
