/** `profile report`: results as documents; `--merge` makes one of the results of several machines. */
import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import type { Context } from "../context.ts";
import { option } from "../options.ts";
import { reportFiles, reportOptions, writeReports, yieldStdout } from "../report_options.ts";

export function reportCommand(context: Context) {
  const command = new Command("report")
    .summary("merge the results of shards")
    .description(
      "Merges the results of several machines into one verdict, and says what is missing or there twice. " +
        "DIR is a copy of profiles/results (or of the data root), a folder of such copies, a single result, or a file of " +
        "--report-json.",
    )
    .addOption(option("--merge <dir...>", "results of each machine"))
    .addOption(
      option("--out <dir>", "new folder for the merged results, as profiles/results is").env(
        "PROFILE_REPORT_OUT",
      ),
    )
    .action(async (options) => {
      const { merge, out: folder } = options;
      if (merge === undefined) {
        throw new ProfileError("usage", "Nothing to report", { remedy: "Name results with --merge DIR…" });
      }
      const { readSets } = await import("../../lib/results/read_set.ts");
      const { mergeSets } = await import("../../lib/results/merge.ts");
      const { documentOf, reportsOf, writeMerged } = await import("../../lib/results/write_merged.ts");
      const { cleanReport } = await import("../../lib/report/clean.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { printBlock, printTotals, printUnready } = await import("../play/print_many.ts");
      const { summaryOf } = await import("../play/print.ts");
      const { out, cwd } = context;
      const files = reportFiles(options);
      yieldStdout(files, context);
      const sets = (await Promise.all(merge.map((dir) => readSets(resolve(cwd, dir))))).flat();
      for (const { from, shard, entries } of sets) {
        const which = shard === undefined ? "" : `shard ${shard.index}/${shard.count}  `;
        out.line(`${which}${from}  ${counted(entries.length, "profile")}`);
      }
      const merged = mergeSets(sets);
      const { verdict, missing, doubles, uncounted } = merged;
      const reports = folder === undefined
        ? reportsOf(merged)
        : await writeMerged(merged, resolve(cwd, folder), Date.now());
      const whole = documentOf(merged, reports);
      await writeReports(reports, files, context, whole);
      if (reports.length > 0) out.line();
      merged.entries.forEach(({ report }, index) => {
        const found = reports[index];
        if (found === undefined) return;
        const shown = cleanReport(found, out.shown);
        if (report === undefined) printUnready(shown, out);
        else printBlock({ report: shown, lines: [] }, context);
      });
      printTotals(reports, [], { jobs: 1 }, out);
      for (const line of [...doubles, ...missing, ...uncounted]) out.warn(`warning: ${line}`);
      if (uncounted.length > 0) {
        out.warn(
          "  help: only the last profile play of a folder counts; merge a --report-json of each play instead",
        );
      }
      out.json(whole);
      context.finish(verdict, summaryOf(reports, [], verdict));
    });
  for (const reporter of reportOptions()) command.addOption(reporter);
  return command;
}
