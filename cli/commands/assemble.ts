/** `profile assemble <run-dir|log>`: builds a draft from a recording. */
import { Command } from "@commander-js/extra-typings";
import type { AssembleResult } from "../../lib/assemble/types.ts";
import type { Context } from "../context.ts";
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
    .addOption(option("--from <time>", "only from this moment, ISO 8601"))
    .addOption(option("--to <time>", "only up to this moment, ISO 8601"))
    .addOption(
      option("--holes <keep|drop>", "steps that lack values or files: keep them, or leave them out")
        .choices(["keep", "drop"] as const).default("keep" as const),
    )
    .addOption(
      option("--uploads <dir>", "files that the recording lacks: <field>/<file name>, or <file name>"),
    )
    .addOption(
      option(
        "--follow",
        "keep what comes in the log, uploads included, until Ctrl-C or the end of the capture",
      ),
    )
    .action(async (source, { follow, ...options }) => {
      const { assemble } = await import("../../lib/assemble/assemble.ts");
      const { resolve } = await import("node:path");
      const { counted } = await import("../../lib/text/counted.ts");
      const { keepHeapSmall } = await import("../small_heap.ts");
      keepHeapSmall();
      const asked = {
        ...options,
        source: resolve(context.cwd, source),
        uploads: options.uploads === undefined ? undefined : resolve(context.cwd, options.uploads),
        dataRoot: await context.dataRoot(),
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
      print(context, result, counted);
      context.out.done({ ...result });
      const words = [counted(result.steps, "step"), counted(result.holes.length, "hole")];
      if (result.absent.length > 0) words.push(counted(result.absent.length, "absent change"));
      context.finish("passed", words.join(", "), how);
    });
}

function print(
  { out }: Context,
  result: AssembleResult,
  counted: (count: number, word: string) => string,
): void {
  const span = result.from === undefined ? "" : `, ${result.from} to ${result.to ?? result.from}`;
  out.line(`${result.source} of run ${result.runId}: ${counted(result.events, "event")}${span}`);
  for (const { message, line } of result.problems) out.warn(`warning: line ${line}: ${message}`);
  out.line(
    `  ${counted(result.steps, "step")}, ${counted(result.uploads, "upload")}, ${
      counted(result.seeds, "seed")
    }`,
  );
  for (const { reason, count } of result.folded) out.line(`  folded ${count}: ${reason}`);
  const shown = out.options.verbose ? result.leftOut : result.leftOut.slice(0, LISTED);
  if (shown.length > 0) out.line(`  left out ${result.leftOut.length}:`);
  for (const { request, reason, line } of shown) out.line(`    line ${line}: ${request} ${reason}`);
  if (shown.length < result.leftOut.length) {
    out.line(`    and ${result.leftOut.length - shown.length} more (ledger.jsonl, or --verbose)`);
  }
  if (result.redactions > 0) out.line(`  ${counted(result.redactions, "redaction")} (ledger.jsonl)`);
  printSuspects(out, result.suspects, counted);
  for (const { step, holes } of result.dropped) {
    out.line(`  dropped ${step}: ${holes.map(({ field, reason }) => `${field}: ${reason}`).join("; ")}`);
  }
  if (result.holes.length > 0) out.line(`  ${counted(result.holes.length, "hole")} in profile.yaml:`);
  for (const { step, field, reason, line } of result.holes) {
    out.line(`    ${line ?? "?"}: ${step}.${field}: ${reason}`);
  }
  if (result.absent.length > 0) out.line(`  absent from the recording:`);
  for (const sentence of result.absent) out.line(`    ${sentence}`);
  for (const warning of result.warnings) out.warn(`warning: ${warning}`);
  if (result.continued !== undefined) {
    out.line(
      `the draft was edited: your edits stay, ${counted(result.continued, "new step")} behind its own`,
    );
  }
  out.line(`draft: ${result.draftDir}`);
  out.line(nextStep(result));
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

function nextStep({ draft, draftDir, holes, absent }: AssembleResult): string {
  if (absent.length > 0) {
    return "next: record the session again with profile record proxy; this draft cannot be promoted";
  }
  if (holes.length > 0) {
    return `next: fill in the holes in ${draftDir}/profile.yaml, or assemble again with --holes drop`;
  }
  return `next: profile promote ${draft} <slug>`;
}
