/** Asking a person at the terminal: about each output, about severe risks, for the reason. */
import { describe, reportOn } from "../../lib/baseline/describe.ts";
import type { PendingItem } from "../../lib/baseline/pending.ts";
import { type Review, REVIEW_KEYS, reviewItems } from "../../lib/baseline/review.ts";
import type { ItemRisk } from "../../lib/baseline/risk.ts";
import { type Severe, severeWords } from "../../lib/baseline/severe.ts";
import { explainFile, picturesOfFile } from "../../lib/compare/explain.ts";
import type { Report } from "../../lib/model/report.ts";
import { counted } from "../../lib/text/counted.ts";
import type { Context } from "../context.ts";
import type { Ask } from "../prompt.ts";
import { shortPaths, terminalWidth } from "../terminal.ts";
import { riskWords } from "./print.ts";

/** Lines of differences that are shown of each output before `d` is asked for. */
const SHOWN = 6;

/** Asks for each item on the terminal. */
export async function review(
  context: Context,
  items: readonly PendingItem[],
  risks: ReadonlyMap<string, ItemRisk>,
  { comparisons, artifacts: { result = "." } }: Report,
  ask: Ask,
): Promise<Review | "quit" | undefined> {
  const { out } = context;
  const width = terminalWidth(context);
  const differences = (item: PendingItem): string[] => {
    const report = reportOn(item, comparisons);
    return item.change !== "changed" || report === undefined ? [] : explainFile(report, item.path, width);
  };
  out.line(`${counted(items.length, "output")} wait${items.length === 1 ? "s" : ""}: ${REVIEW_KEYS}`);
  return await reviewItems(items, {
    ask,
    say: (text) => out.line(text),
    showDifferences: (item) => out.lines(differences(item)),
    show: (item, index, count) => {
      out.line();
      out.line(`${index + 1}/${count}  ${out.style(item.path, "bold")}`);
      out.line(`  ${[describe(item), ...riskWords(risks.get(item.path))].join(", ")}`);
      const lines = differences(item);
      out.lines(lines.slice(0, SHOWN));
      if (lines.length > SHOWN) out.line(`  + ${lines.length - SHOWN} more lines: d shows them`);
      const report = reportOn(item, comparisons);
      for (const name of report === undefined ? [] : picturesOfFile(report, item.path)) {
        out.line(shortPaths(`  picture  ${result}/${name}`, context));
      }
    },
  });
}

/**
 * Asks about each severe risk.
 *
 * @returns paths of those that are accepted all the same; undefined when the person went away
 */
export async function confirmSevere(severe: readonly Severe[], ask: Ask): Promise<Set<string> | undefined> {
  const allowed = new Set<string>();
  for (const one of severe) {
    const answer = await ask(`Severe: ${severeWords(one)}. Accept it all the same? [yes/no] `);
    if (answer === undefined) return undefined;
    if (/^y(es)?$/i.test(answer.trim())) allowed.add(one.path);
  }
  return allowed;
}

/** Asks until there is a reason: an empty line must not throw away the answers given so far. */
export async function askReason(ask: Ask, rejectedOnly: boolean): Promise<string | undefined> {
  const question = rejectedOnly ? "Why are the outputs not wanted? " : "Why are the new outputs right? ";
  for (;;) {
    const reason = await ask(question);
    if (reason === undefined || reason.trim() !== "") return reason;
  }
}
