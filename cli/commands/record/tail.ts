/** `profile record tail`: follows the audit log of a run. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";
import type { TailFlags } from "../../tail.ts";

export function tailCommand(context: Context) {
  return new Command("tail")
    .summary("print the events of a log as they come")
    .description(
      "Prints each request of an audit log with its outcome, and goes on with what is appended (end with Ctrl-C). " +
        "With --json: the events as written, redacted, one a line.",
    )
    .argument("<run-dir|log>", "run directory, audit log, or a draft of WEPPcloud")
    .addOption(option("--no-follow", "stop at the end of the log"))
    .addOption(option("--summary", "print counts instead of events"))
    .addOption(
      option("--from <place>", "where to begin; checkpoint: where the last tail of this log stopped")
        .env("PROFILE_TAIL_FROM")
        .choices(["start", "end", "checkpoint"] as const),
    )
    .addOption(option("--run <id>", "which run, when a recording holds several"))
    .addOption(option("--category <name>", "only events of this category: http_request, file_upload, …"))
    .addOption(option("--method <method>", "only requests with this method"))
    .addOption(option("--path <glob>", "only requests to this path, or with this part in their path"))
    .addOption(option("--capture <id|slug>", "only events of this capture"))
    .addOption(option("--job <id>", "only requests that name this job; the beginning of its id is enough"))
    .addOption(option("--status <status>", "only requests with this outcome: 404, 4xx, error"))
    .addOption(
      option(
        "--assemble [name]",
        "keep what comes, uploads included, and assemble it into a draft at the end",
      ),
    )
    .addOption(
      option("--checkpoint <file>", "file that remembers the place (default: in the user's state folder)"),
    )
    .addOption(option("--reset-checkpoint", "forget the remembered place and begin at the start"))
    .action(async (path, flags) => {
      const { runTail } = await import("../../tail.ts");
      await runTail(context, path, flags as TailFlags);
    });
}
