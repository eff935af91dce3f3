/** `profile assemble <run-dir|log>`: builds a draft from a recording. */
import { Command } from "@commander-js/extra-typings";
import type { AssembleResult } from "../../lib/assemble/types.ts";
import { decisionLines, optionalWords } from "../assemble_lines.ts";
import type { Context } from "../context.ts";
import { ruleLines } from "../../lib/assemble/rules/choice.ts";
import { option } from "../options.ts";

/** How many requests that were left out are listed without `--verbose`. */
const LISTED = 5;

export function assembleCommand(context: Context) {
  return new Command("assemble")
    .summary("build a draft from a recording")
    .description(
      "Builds a draft below profiles/_drafts/ from an audit log. What the recording lacks is named.",
    )
    .argument("<run-dir|log>", "run directory, audit log, recording, draft or promoted profile of WEPPcloud")
    .addOption(option("--run <id>", "this run of a recording that holds several"))
    .addOption(option("--name <name>", "name of the draft (default: the run id)"))
    .addOption(option("--capture <id>", "only this capture"))
    .addOption(option("--from <time>", "only from this moment, ISO 8601").env("PROFILE_ASSEMBLE_FROM"))
    .addOption(option("--to <time>", "only up to this moment, ISO 8601").env("PROFILE_ASSEMBLE_TO"))
    .addOption(
      option("--holes <keep|drop>", "steps that lack values or files: keep them, or leave them out")
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
      option("--errors <keep|leave>", "requests that the server refused: steps that expect it, or none")
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
    .addHelpText("after", () => `\nRules:\n${ruleLines().map((line) => `  ${line}`).join("\n")}`)
    .action(async (source, { against, follow, ...options }) => {
      const { readConfig } = await import("../../lib/settings/config.ts");
      const { assemble } = await import("../../lib/assemble/assemble.ts");
      const { resolve } = await import("node:path");
      const { counted } = await import("../../lib/text/counted.ts");
      const { resolveAgainst } = await import("../../lib/assemble/against/resolve.ts");
      const { againstLines, againstSummary } = await import("../../lib/assemble/against/words.ts");
      const { originOf, weppcloudSource } = await import("../derive_profile.ts");
      const { keepHeapSmall } = await import("../small_heap.ts");
      keepHeapSmall();
      const dataRoot = await context.dataRoot();
      const settings = (await readConfig(dataRoot)).assemble;
      const other = against === undefined ? {} : await resolveAgainst(against, dataRoot, context.cwd);
      const { path, folder } = await weppcloudSource(source, dataRoot, context.cwd);
      const asked = {
        ...options,
        ...other,
        keep: [...settings?.keep ?? [], ...options.keep ?? []],
        fold: [...settings?.fold ?? [], ...options.fold ?? []],
        source: path,
        ...(folder === undefined ? {} : { derivedFrom: originOf(folder, dataRoot, context.env) }),
        uploads: options.uploads === undefined ? undefined : resolve(context.cwd, options.uploads),
        dataRoot,
        redactor: context.out.redactor.share(),
        now: new Date(),
      };
      const result = follow === true
        ? await (await import("../follow.ts")).followAndAssemble(context, asked)
        : await assemble(asked);
      // Following ends with Ctrl-C as a rule, so that is no interruption.
      const how = { evenWhenStopped: follow === true };
      if (typeof result === "string") {
        context.out.warn(`warning: nothing was assembled: ${result}`);
        return context.finish("passed", "passed (no draft yet)", how);
      }
      if (result.recovered !== undefined) context.out.warn(`note: ${result.recovered}`);
      const { comparedWords } = await import("../../lib/assemble/links/report.ts");
      if (result.compared !== undefined) context.out.line(`compared: ${comparedWords(result.compared)}`);
      const most = context.out.options.verbose ? Infinity : LISTED;
      const differences = result.against === undefined ? [] : [
        againstSummary(result.against),
        ...againstLines(result.against, { values: most, items: most }).map((line) => `  ${line}`),
      ];
      print(context, result, counted, await import("../../lib/drafts/hole_words.ts"), differences);
      context.out.done({ ...result });
      const words = [counted(result.steps, "step"), counted(result.holes.length, "hole")];
      if (result.absent.length > 0) words.push(counted(result.absent.length, "absent change"));
      context.finish("passed", words.join(", "), how);
    });
}

/** Repeated options add up; the environment separates by commas. */
function collect(value: string, before: string[] | undefined): string[] {
  return [...before ?? [], ...value.split(",").map((one) => one.trim()).filter((one) => one !== "")];
}

function print(
  { out }: Context,
  result: AssembleResult,
  counted: (count: number, word: string) => string,
  words: typeof import("../../lib/drafts/hole_words.ts"),
  differences: readonly string[],
): void {
  const span = result.from === undefined ? "" : `, ${result.from} to ${result.to ?? result.from}`;
  out.line(`${result.source} of run ${result.runId}: ${counted(result.events, "event")}${span}`);
  for (const { message, line } of result.problems) out.warn(`warning: line ${line}: ${message}`);
  out.line(
    `  ${counted(result.steps, "step")}${optionalWords(result)}, ${counted(result.uploads, "upload")}, ${
      counted(result.seeds, "seed")
    }`,
  );
  for (const line of decisionLines(result, out.options.verbose ? Infinity : LISTED)) out.line(`  ${line}`);
  printLinks(out, result);
  if (result.redactions > 0) out.line(`  ${counted(result.redactions, "redaction")} (ledger.jsonl)`);
  printSuspects(out, result.suspects, counted);
  for (const { step, holes } of result.dropped) {
    out.line(`  dropped ${step}: ${holes.map(({ field, reason }) => `${field}: ${reason}`).join("; ")}`);
  }
  printCandidates(out, result.candidates, counted);
  if (result.holes.length > 0) {
    out.line(
      `  ${counted(result.holes.length, "hole")} in profile.yaml${words.suggestedWords(result.holes)}:`,
    );
  }
  for (const hole of result.holes) {
    out.line(`    ${hole.line ?? "?"}: ${hole.step}.${hole.field}: ${words.holeWords(hole)}`);
  }
  if (result.absent.length > 0) out.line(`  absent from the recording:`);
  for (const sentence of result.absent) out.line(`    ${sentence}`);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  out.lines(differences);
  if (result.continued !== undefined) {
    out.line(
      `the draft was edited: your edits stay, ${counted(result.continued, "new step")} behind its own`,
    );
  }
  out.line(`draft: ${result.draftDir}`);
  out.line(nextStep(result));
}

/** What steps take from the answers of others. */
function printLinks(out: Context["out"], { links, varies, withdrawn }: AssembleResult): void {
  const seen = links.filter(({ seen_to_vary }) => seen_to_vary === true).length;
  if (links.length > 0) {
    const word = links.length === 1 ? "value" : "values";
    out.line(`  ${links.length} produced ${word} linked${seen === 0 ? "" : `, ${seen} seen to vary`}:`);
  }
  const shown = out.options.verbose ? links : links.slice(0, LISTED);
  for (const { name, producer, consumer, field } of shown) {
    out.line(`    ${consumer}.${field} takes {{steps.${producer}.${name}}}`);
  }
  if (shown.length < links.length) {
    out.line(`    and ${links.length - shown.length} more (README.md of the draft)`);
  }
  for (const { step, field, reason } of [...varies, ...withdrawn]) {
    out.warn(`warning: ${step}.${field}: ${reason}`);
  }
}

/** A few of them, as many are listed in the draft. */
function printSuspects(
  out: Context["out"],
  suspects: AssembleResult["suspects"],
  counted: (count: number, word: string) => string,
): void {
  if (suspects.length === 0) return;
  out.line(`  ${counted(suspects.length, "suspect")} for you to judge (README.md of the draft):`);
  const shown = out.options.verbose ? suspects : suspects.slice(0, LISTED);
  for (const { where, field, words } of shown) out.line(`    ${where}, ${field}: ${JSON.stringify(words)}`);
  if (shown.length < suspects.length) out.line(`    and ${suspects.length - shown.length} more`);
}

/** How many there are, and the most telling. */
function printCandidates(
  out: Context["out"],
  found: AssembleResult["candidates"],
  counted: (count: number, word: string) => string,
): void {
  if (found === undefined) return;
  const { candidates, unreadable } = found;
  const telling = candidates.filter((candidate) => candidate.telling);
  out.line(
    `  ${
      counted(candidates.length, "baseline candidate")
    }, ${telling.length} telling (baseline_candidates.json)`,
  );
  const shown = out.options.verbose ? candidates : telling.slice(0, LISTED);
  for (const { target, method } of shown) out.line(`    ${target}  ${method}`);
  if (shown.length < telling.length) out.line(`    and ${telling.length - shown.length} more telling`);
  for (const { path, reason } of unreadable) {
    out.warn(`warning: ${path} in the run cannot be read: ${reason}`);
  }
}

function nextStep({ draft, holes, absent }: AssembleResult): string {
  if (absent.length > 0) {
    return "next: record the session again with profile record proxy; this draft cannot be promoted";
  }
  if (holes.length > 0) {
    return `next: profile review ${draft} shows the holes and fills them; or assemble again with --holes drop`;
  }
  return `next: profile promote ${draft} <slug>`;
}
