/** What `doctor` found, for people: a line each, by topic, in the width of the terminal. */
import { foldItems } from "../../lib/doctor/fold.ts";
import type { DoctorItem } from "../../lib/doctor/run.ts";
import { type CheckState, TOPICS } from "../../lib/doctor/types.ts";
import type { Verdict } from "../../lib/model/exit.ts";
import { counted } from "../../lib/text/counted.ts";
import { printable } from "../../lib/text/wrap.ts";
import type { Context } from "../context.ts";
import type { Style } from "../output.ts";
import { shortPaths, terminalWidth } from "../terminal.ts";

const COLOURS: Record<CheckState, Style> = {
  ok: "green",
  fixed: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim",
};
const STATE_WIDTH = 9;
const CHECK_WIDTH = 15;
const INDENT = " ".repeat(STATE_WIDTH + CHECK_WIDTH);

/**
 * Prints the findings.
 *
 * @param about.target how output names the server; undefined without one
 */
export function printItems(
  items: readonly DoctorItem[],
  { dataRoot, target }: { dataRoot: string; target: string | undefined },
  context: Context,
): void {
  const { out } = context;
  const titles = {
    here: `Data root ${dataRoot}`,
    server: target === undefined ? "Server" : `Server ${target}`,
  };
  const width = terminalWidth(context) - INDENT.length;
  for (const topic of TOPICS) {
    const found = items.filter((item) => item.topic === topic);
    if (found.length === 0) continue;
    out.line(out.style(titles[topic], "bold"));
    let last = "";
    for (const item of out.options.verbose ? found : foldSkipped(foldItems(found))) {
      const { check, state, message } = item;
      const name = check === last ? "" : check;
      last = check;
      const [first = "", ...more] = filled(shortPaths(message, context), width);
      out.line(out.style(state.padEnd(STATE_WIDTH), COLOURS[state]) + name.padEnd(CHECK_WIDTH) + first);
      for (const line of [...more, ...belowOf(item, width, context)]) out.line(INDENT + line);
    }
  }
}

/** Checks that were skipped one after the other for one reason, as one line that names them. */
function foldSkipped(items: readonly DoctorItem[]): DoctorItem[] {
  const folded: DoctorItem[] = [];
  for (const item of items) {
    const last = folded.at(-1);
    if (
      last?.state !== "skipped" || item.state !== "skipped" || last.message.split(": ")[0] !== item.message
    ) {
      folded.push(item);
      continue;
    }
    const before = last.message === item.message ? last.check : last.message.slice(item.message.length + 2);
    const message = `${item.message}: ${before}, ${item.check}`;
    folded[folded.length - 1] = { ...last, check: `${before.split(", ").length + 1} checks`, message };
  }
  return folded;
}

function belowOf(item: DoctorItem, width: number, context: Context): string[] {
  const { state, message, remedy, paths = [], details = [] } = item;
  const { verbose } = context.out.options;
  const toLookAt = state === "warning" || state === "failed";
  const named = toLookAt || verbose ? paths.filter((path) => !message.includes(path)) : [];
  return [
    ...(verbose ? details.map((line) => shortPaths(line, context)) : []),
    ...named.map((path) => shortPaths(path, context)),
    ...(remedy === undefined ? [] : filled(shortPaths(remedy, context), width)),
  ];
}

/** Lines of so many columns; a word is never cut, as it may be a path or a part of a command. */
function filled(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The last line: how much of what. */
export function words(items: readonly DoctorItem[], verdict: Verdict): string {
  const count = (state: CheckState) => items.filter((item) => item.state === state).length;
  const parts = [
    ...(count("failed") > 0 ? [`${count("failed")} failed`] : []),
    ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
    ...(count("fixed") > 0 ? [`${count("fixed")} fixed`] : []),
  ];
  return parts.length === 0 ? verdict : `${verdict} (${parts.join(", ")})`;
}
