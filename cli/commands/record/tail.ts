/** `profile record tail`: follows the audit log of a run. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../../context.ts";
import { option } from "../../options.ts";

interface TailFlags {
  follow: boolean;
  summary?: true | undefined;
  from: string;
  category?: string | undefined;
}

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
    .addOption(option("--from <place>", "where to begin").choices(["start", "end"]).default("start"))
    .addOption(option("--category <name>", "only events of this category: http_request, file_upload, …"))
    .action((path, flags) => runTail(context, path, flags));
}

async function runTail(context: Context, path: string, flags: TailFlags): Promise<void> {
  const { resolve } = await import("node:path");
  const { tail } = await import("../../../lib/record/tail/tail.ts");
  const { TailReport } = await import("../../../lib/record/tail/report.ts");
  const { logOf } = await import("../../../lib/record/tail/log_of.ts");
  const log = await logOf(resolve(context.cwd, path), flags.follow);
  const report = new TailReport(context.out, { summary: flags.summary === true, category: flags.category });
  const from = flags.from === "end" ? "end" : "start";
  if (flags.follow) context.out.detail(`following ${log}`);
  for await (
    const item of tail({
      log,
      follow: flags.follow,
      from,
      signal: AbortSignal.any([context.signal, context.closed]),
    })
  ) {
    report.add(item);
  }
  const words = report.finish();
  if (context.signal.aborted) context.finish("interrupted", `interrupted (${words})`);
  else context.finish("passed", `passed (${words})`);
}
