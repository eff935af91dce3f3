/** What an update of a baseline would do, as Markdown: the comment of a pull request. */
import { describe, firstDifference } from "../baseline/describe.ts";
import type { PendingItem } from "../baseline/pending.ts";
import type { UpdatePlan } from "../baseline/plan.ts";
import { reasonWords, type Risk } from "../baseline/risk.ts";
import { severeWords } from "../baseline/severe.ts";
import type { Report } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import { cell, code } from "./markdown_cell.ts";

/** Rows of a table: GitHub takes 65,536 characters in a comment. */
const ROWS = 150;
const ORDER: readonly Risk[] = ["severe", "moved", "additive"];

/** A plan and where it comes from. */
export interface MarkdownRequest {
  plan: UpdatePlan;
  report: Report;
  /** The result as it is to be shown, below the data root. */
  result: string;
  /** False when nothing was chosen yet: all that waits is shown as waiting. */
  chosen: boolean;
  /** The command that does it, as it is to be typed. */
  command: string;
}

/**
 * The plan as Markdown, the greatest risks first.
 *
 * @example
 * ```text
 * ### Baseline of us-small: 2 outputs wait
 * | | output | risk | what |
 * | --- | --- | --- | --- |
 * | accept | wepp/output/run/soil_loss.tif | moved | changed beyond tolerance, raster_stats, 5.1 kB; band 1 mean: … |
 * ```
 */
export function updateMarkdown(request: MarkdownRequest): string {
  const { plan, report, result, chosen, command } = request;
  const rows = rowsOf(plan, chosen).toSorted((a, b) => rank(a.item, plan) - rank(b.item, plan));
  const set = plan.set === undefined ? "" : `, overlay ${cell(plan.set)}`;
  const lines = [
    `### Baseline of ${cell(plan.slug)}${set}: ${counted(rows.length, "output")} to review`,
    "",
    `From ${code(result)}, played ${cell(report.started_at)} on ${cell(report.target)}` +
    `${plan.playedWith.length === 0 ? "" : ` with ${code(plan.playedWith.join(" "))}`}` +
    `${plan.pending.server_version === undefined ? "" : ` (${cell(plan.pending.server_version)})`}. ` +
    ORDER.map((risk) => `${rows.filter(({ item }) => riskName(item, plan) === risk).length} ${risk}`).join(
      ", ",
    ) +
    ".",
  ];
  if (rows.length === 0) {
    return [...lines, "", "The baseline holds what this result produced.", ""].join("\n");
  }
  lines.push(
    "",
    "| | output | risk | what |",
    "| --- | --- | --- | --- |",
    ...rows.slice(0, ROWS).map(({ word, item }) => row(word, item, plan, report)),
  );
  if (rows.length > ROWS) lines.push("", `And ${rows.length - ROWS} more of no greater risk.`);
  if (plan.severe.length > 0) {
    lines.push("", `**Severe, accepted with ${code("--allow-severe")} alone:**`, "");
    lines.push(...plan.severe.slice(0, ROWS).map((severe) => `- ${cell(severeWords(severe))}`));
  }
  lines.push(...plan.near.flatMap((warning) => ["", cell(warning)]));
  if (plan.empty.length > 0) {
    const words = `${counted(plan.empty.length, "comparison")} that ${
      plan.empty.length === 1 ? "names" : "name"
    } no file`;
    lines.push(
      "",
      `${words}: ${plan.empty.slice(0, 10).map(code).join(", ")}${plan.empty.length > 10 ? ", …" : ""}`,
    );
  }
  return [...lines, "", `Nothing is written yet. When it is right: ${code(command)}`, ""].join("\n");
}

/** What becomes of each output. */
function rowsOf(plan: UpdatePlan, chosen: boolean): { word: string; item: PendingItem }[] {
  const named = (word: string, items: readonly PendingItem[]) =>
    items.map((item) => ({ word: chosen ? word : "waits", item }));
  return [
    ...named("accept", plan.accepted),
    ...named("remove", plan.pruned),
    ...named("reject", plan.rejected),
    ...named("leave", plan.left),
  ];
}

function riskName({ path }: PendingItem, { risks }: UpdatePlan): Risk {
  return risks.get(path)?.risk ?? "moved";
}

function rank(item: PendingItem, plan: UpdatePlan): number {
  return ORDER.indexOf(riskName(item, plan));
}

function row(word: string, item: PendingItem, plan: UpdatePlan, { comparisons }: Report): string {
  const found = plan.risks.get(item.path);
  const risk = found?.risk === "severe" ? `**severe**: ${cell(reasonWords(found))}` : riskName(item, plan);
  const keep = plan.keeps.get(item.path);
  const kept = keep === undefined || keep === "file" ? "" : `, kept as a ${keep}`;
  const difference = firstDifference(item, comparisons);
  const what = [describe(item) + kept, ...(difference === "" ? [] : [difference])].join("; ");
  return `| ${[word, code(item.path), risk, cell(what)].join(" | ")} |`;
}
