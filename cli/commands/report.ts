/** `profile report`: the library as a site; `--merge` makes one verdict of the results of several machines. */
import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../../lib/errors.ts";
import { catalogueOptions, writeCatalogue } from "../catalogue.ts";
import type { Context } from "../context.ts";
import { type NoticeFlags, noticeOptions } from "../notice_options.ts";
import { option } from "../options.ts";
import {
  checkReportPlaces,
  reportFiles,
  reportOptions,
  writeGithub,
  writeReports,
  yieldStdout,
} from "../report_options.ts";

export function reportCommand(context: Context) {
  const [stale, keepResults, draftAge] = catalogueOptions();
  const command = new Command("report")
    .summary("write the catalogue, or merge results of shards")
    .description(
      "With --out alone: writes the catalogue, a static site over all profiles, drafts and results. With --merge: " +
        "merges the results of several machines into one verdict, and says what is missing or there twice. " +
        "DIR is a copy of profiles/results (or of the data root), a folder of such copies, a single result, or a file of --report-json.",
    )
    .addOption(option("--merge <dir...>", "results of each machine"))
    .addOption(
      option(
        "--out <dir>",
        "folder of the catalogue; with --merge: new folder for the merged results, as profiles/results is",
      ).env("PROFILE_REPORT_OUT"),
    )
    .addOption(
      option("--catalogue <dir>", "with --merge: write the catalogue, too, with the results that are merged"),
    )
    .addOption(
      option("--results <dir...>", "catalogue: results of other machines to take into the histories"),
    )
    .addOption(stale)
    .addOption(keepResults)
    .addOption(draftAge)
    .action(async (options) => {
      const { merge, out: folder, catalogue, results = [] } = options;
      if (merge === undefined) {
        const site = folder ?? catalogue;
        if (site === undefined) {
          throw new ProfileError("usage", "Nothing to report", {
            remedy: "Name a folder for the catalogue with --out DIR, or results with --merge DIR…",
          });
        }
        const [unasked] = Object.keys(reportFiles(options));
        if (unasked !== undefined) {
          throw new ProfileError("usage", `--report-${unasked} is about results that are merged`, {
            remedy:
              "Name them with --merge DIR…; the catalogue copies the reports of the newest results itself",
          });
        }
        const { noticesOf, tellEnd } = await import("../notices.ts");
        const { playsDocument } = await import("../../lib/report/document.ts");
        const { notify: _, ...publishing } = await noticesOf(options as NoticeFlags, "report", context);
        const written = await writeCatalogue(site, results, options, context);
        const whole = playsDocument("passed", [], {});
        const end = { reports: [], whole, alone: false, summary: "passed", dir: resolve(context.cwd, site) };
        await tellEnd(publishing, end, context);
        context.out.done(written);
        return context.finish("passed");
      }
      const { readSets } = await import("../../lib/results/read_set.ts");
      const { mergeSets } = await import("../../lib/results/merge.ts");
      const { documentOf, reportsOf, writeMerged } = await import("../../lib/results/write_merged.ts");
      const { cleanReport } = await import("../../lib/report/clean.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { noticesOf, tellEnd } = await import("../notices.ts");
      const { printBlock, printTotals, printUnready } = await import("../play/print_many.ts");
      const { withProgress } = await import("../progress/show.ts");
      const { summaryOf } = await import("../play/print.ts");
      const { out, cwd } = context;
      const files = reportFiles(options);
      yieldStdout(files, context);
      await checkReportPlaces(files, context);
      const notices = await noticesOf(options as NoticeFlags, "report", context);
      const sets = await withProgress(context, async (onProgress) => {
        onProgress?.({ kind: "files", task: "read", file: merge.join(", ") });
        return (await Promise.all(merge.map((dir) => readSets(resolve(cwd, dir))))).flat();
      });
      for (const { from, shard, entries } of sets) {
        const which = shard === undefined ? "" : `shard ${shard.index}/${shard.count}  `;
        out.line(`${which}${from}  ${counted(entries.length, "profile")}`);
      }
      const merged = mergeSets(sets);
      const { verdict, missing, doubles, uncounted } = merged;
      const reports = folder === undefined ? reportsOf(merged) : await withProgress(
        context,
        (onProgress) => writeMerged(merged, resolve(cwd, folder), Date.now(), onProgress),
      );
      const whole = documentOf(merged, reports);
      await writeReports(reports, files, context, whole);
      await writeGithub(reports, false, context, { annotate: false });
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
      if (catalogue !== undefined) {
        out.line();
        await writeCatalogue(catalogue, [...merge, ...results], options, context);
      }
      out.json(whole);
      const summary = summaryOf(reports, [], verdict);
      const published = catalogue ?? folder;
      const kept = published === undefined ? {} : { dir: resolve(cwd, published) };
      await tellEnd(notices, { reports, whole, alone: false, summary, ...kept }, context);
      context.finish(verdict, summary);
    });
  for (const reporter of reportOptions()) command.addOption(reporter);
  command.optionsGroup("When it has ended:");
  for (const notice of noticeOptions()) command.addOption(notice);
  return command;
}
