/** `profile init [DIR]`: prepares a data root. */
import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { Service } from "../../lib/init/ci/recipes.ts";
import type { Context } from "../context.ts";
import { collectList, option } from "../options.ts";
import { VERSION } from "../../lib/version.ts";

const SERVICES = ["github", "gitlab", "nightly"] as const satisfies readonly Service[];
const KNOWN = `Use one of ${SERVICES.join(", ")}`;

export function initCommand(context: Context) {
  return new Command("init")
    .summary("prepare a data root")
    .description(
      "Makes the folders of a data root, patterns for git and Git LFS, and a configuration in which every key is " +
        "explained. What is there already stays as it is.",
    )
    .argument("[dir]", "the data root (default: --data-root, else the current folder)")
    .addOption(
      option(
        "--ci <service>",
        "also write what plays the profiles there: github (a workflow), gitlab (a pipeline), nightly (a script " +
          "for cron); several with commas",
      ).env("PROFILE_INIT_CI").argParser(services),
    )
    .action(async (dir, { ci = [] }, command) => {
      // An empty variable is one that is not set; an empty word is a slip.
      if (ci.length === 0 && command.getOptionValueSource("ci") === "cli") {
        throw new ProfileError("usage", "--ci names no service", { remedy: KNOWN });
      }
      const { initDataRoot } = await import("../../lib/init/init.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { out, cwd } = context;
      const { dataRoot } = command.optsWithGlobals() as { dataRoot?: string };
      const result = await initDataRoot(resolve(cwd, dir ?? dataRoot ?? "."), {
        services: ci,
        version: VERSION,
      });
      for (const { path, outcome, detail } of result.items) {
        out.line(`${outcome.padEnd(5)}  ${path}${detail === undefined ? "" : `  (${detail})`}`);
      }
      out.line(`data root: ${result.dataRoot}`);
      out.line(result.profiles > 0 ? "next: profile list" : "next: profile assemble <run-dir> --name <name>");
      out.done({ ...result });
      const changed = result.items.filter(({ outcome }) => outcome !== "left").length;
      context.finish(
        "passed",
        changed === 0 ? "nothing to do" : `${counted(changed, "item")} made or added to`,
      );
    });
}

/** @throws ProfileError usage for a service that there is no recipe for */
function services(text: string, before: Service[] | undefined): Service[] {
  return collectList(text, before).map((word) => {
    const known = SERVICES.find((service) => service === word);
    if (known !== undefined) return known;
    throw new ProfileError("usage", `--ci: there is no recipe for "${word}"`, {
      remedy: KNOWN,
    });
  });
}
