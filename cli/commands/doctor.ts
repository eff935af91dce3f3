/** `profile doctor`: what is not as it should be, and what to do about it. */
import { Command } from "@commander-js/extra-typings";
import { EXIT_CODES } from "../../lib/model/exit.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";

export function doctorCommand(context: Context) {
  return new Command("doctor")
    .summary("find sandboxes that killed plays left")
    .description(
      "Looks for sandboxes that killed plays left behind. Each finding says what to do. " +
        "--fix removes what is ours beyond doubt, and nothing else: a sandbox in use, one that is kept with its " +
        "result, and every folder that no play of this data root made stay.",
    )
    .addOption(option("--fix", "mend what can be mended"))
    .addOption(option("--playback-run-root <dir>", "folder of sandboxes (default: as for play)"))
    .action(async (flags) => {
      const { CHECKS } = await import("../../lib/doctor/registry.ts");
      const { doctorVerdict, runChecks } = await import("../../lib/doctor/run.ts");
      const { playbackRunRoot } = await import("../../lib/settings/run_root.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { env, cwd, out, signal } = context;
      const dataRoot = await context.dataRoot();
      const items = await runChecks(CHECKS, {
        dataRoot,
        runRoot: await playbackRunRoot({ dataRoot, flag: flags.playbackRunRoot, env, cwd }),
        env,
        fix: flags.fix === true,
        redactor: out.redactor,
        signal,
      });
      const { foldItems } = await import("../../lib/doctor/fold.ts");
      for (
        const { check, state, message, remedy, paths = [] } of out.options.verbose ? items : foldItems(items)
      ) {
        const colour = state === "ok" || state === "fixed" ? "green" : "red";
        out.line(`${out.style(state.padEnd(8), colour)}${check}  ${message}`);
        if (state !== "fixed") {
          for (const path of paths) if (!message.includes(path)) out.line(`          ${path}`);
        }
        if (remedy !== undefined) out.line(`          ${remedy}`);
      }
      const count = (state: string) => items.filter((item) => item.state === state).length;
      const words = [
        ...(count("fixed") > 0 ? [`${count("fixed")} fixed`] : []),
        ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
        ...(count("failed") > 0 ? [`${count("failed")} failed`] : []),
      ].join(", ");
      const verdict = doctorVerdict(items);
      out.json({ verdict, exit_code: EXIT_CODES[verdict], findings: items });
      context.finish(verdict, words === "" ? verdict : `${verdict} (${words})`);
    });
}
