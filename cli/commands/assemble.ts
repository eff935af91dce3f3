/** `profile assemble <run-dir|log>`: builds a draft from a recording. */
import { Command } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { ruleList } from "../../lib/assemble/rules/choice.ts";
import { addHelpList } from "../help.ts";
import { option } from "../options.ts";

export function assembleCommand(context: Context) {
  const command = new Command("assemble")
    .summary("build a draft from a recording")
    .description(
      "Builds a draft below profiles/_drafts/ from an audit log. What the recording lacks is named.",
    )
    .argument("<run-dir|log>", "run directory, audit log, recording, draft or promoted profile of WEPPcloud")
    .addOption(option("--run <id>", "this run of a recording that holds several"))
    .addOption(option("--name <name>", "name of the draft (default: the run id)"))
    .addOption(
      option(
        "--capture <id>",
        "only this capture (default: the only one that has ended), or all of the log: all",
      ),
    )
    .addOption(option("--from <time>", "only from this moment, ISO 8601").env("PROFILE_ASSEMBLE_FROM"))
    .addOption(option("--to <time>", "only up to this moment, ISO 8601").env("PROFILE_ASSEMBLE_TO"))
    .addOption(
      option("--holes <what>", "steps that lack values or files: keep them, or leave them out")
        .env("PROFILE_ASSEMBLE_HOLES").choices(["keep", "drop"] as const).default("keep" as const),
    )
    .addOption(
      option("--keep <rule>", "keep what a rule would fold or mark (listed below); repeatable")
        .env("PROFILE_ASSEMBLE_KEEP").argParser(collect),
    )
    .addOption(
      option(
        "--fold <pattern>",
        "fold more: 'GET report/*', 'POST tasks/set_readme/', '* query/**'; repeatable",
      )
        .env("PROFILE_ASSEMBLE_FOLD").argParser(collect),
    )
    .addOption(
      option("--errors <what>", "requests that the server refused: steps that expect it, or none")
        .choices(["keep", "leave"] as const).default("leave" as const),
    )
    .addOption(
      option("--uploads <dir>", "files that the recording lacks: <field>/<file name>, or <file name>"),
    )
    .addOption(
      option(
        "--against <profile|recording>",
        "say what is different from this profile or draft; or take another recording as evidence of what varies",
      ),
    )
    .addOption(
      option(
        "--follow",
        "keep what comes in the log, uploads included, until Ctrl-C or the end of the capture",
      ),
    )
    .action(async (source, { against, follow, ...options }) => {
      const { readConfig } = await import("../../lib/settings/config.ts");
      const { assemble } = await import("../../lib/assemble/assemble.ts");
      const { counted } = await import("../../lib/text/counted.ts");
      const { resolveAgainst } = await import("../../lib/assemble/against/resolve.ts");
      const { againstLines, againstSummary } = await import("../../lib/assemble/against/words.ts");
      const { uploadsFolder } = await import("../../lib/settings/uploads_folder.ts");
      const { originOf, weppcloudSource } = await import("../../lib/engine/derive_profile.ts");
      const { withProgress } = await import("../progress/show.ts");
      const { keepHeapSmall } = await import("../small_heap.ts");
      keepHeapSmall();
      const dataRoot = await context.dataRoot();
      const settings = (await readConfig(dataRoot)).assemble;
      const uploads = await uploadsFolder(options.uploads, context.cwd);
      const other = against === undefined ? {} : await resolveAgainst(against, dataRoot, context.cwd);
      const { path, folder } = await weppcloudSource(source, dataRoot, context.cwd);
      const asked = {
        ...options,
        ...other,
        keep: [...settings?.keep ?? [], ...options.keep ?? []],
        fold: [...settings?.fold ?? [], ...options.fold ?? []],
        source: path,
        ...(folder === undefined ? {} : { derivedFrom: originOf(folder, dataRoot, context.env) }),
        uploads,
        dataRoot,
        redactor: context.out.redactor.share(),
        now: new Date(),
      };
      const result = follow === true
        ? await (await import("../follow.ts")).followAndAssemble(context, asked)
        : await withProgress(context, (onProgress) => assemble({ ...asked, onProgress }));
      // Following ends with Ctrl-C as a rule, so that is no interruption.
      const how = { evenWhenStopped: follow === true };
      if (typeof result === "string") {
        context.out.warn(`warning: nothing was assembled: ${result}`);
        return context.finish("passed", "passed (no draft yet)", how);
      }
      if (result.recovered !== undefined) context.out.warn(`note: ${result.recovered}`);
      const { comparedWords } = await import("../../lib/assemble/links/report.ts");
      if (result.compared !== undefined) context.out.line(`compared: ${comparedWords(result.compared)}`);
      const { LISTED, printAssembled } = await import("../assemble_print.ts");
      const most = context.out.options.verbose ? Infinity : LISTED;
      const differences = result.against === undefined ? [] : [
        againstSummary(result.against),
        ...againstLines(result.against, { values: most, items: most }).map((line) => `  ${line}`),
      ];
      printAssembled(context.out, result, differences);
      context.out.done({ ...result });
      const words = [counted(result.steps, "step"), counted(result.holes.length, "hole")];
      if (result.absent.length > 0) words.push(counted(result.absent.length, "absent change"));
      context.finish("passed", words.join(", "), how);
    });
  addHelpList(command as unknown as Command, "Rules:", ruleList());
  return command;
}

/** Repeated options add up; the environment separates by commas. */
function collect(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], ...value.split(",").map((one) => one.trim()).filter((one) => one !== "")];
}
