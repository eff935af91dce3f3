/** A strict reader of TAP 14, for tests. */
import { parse } from "yaml";

/** One test point. */
export interface TapPoint {
  ok: boolean;
  number: number;
  title: string;
  skip?: string;
  diagnosis?: Record<string, unknown>;
}

/** Reads a document; what TAP 14 does not allow throws. */
export function readTap(document: string): TapPoint[] {
  const [version, plan = "", ...lines] = document.replace(/\n$/, "").split("\n");
  if (version !== "TAP version 14") throw new Error(`Version: ${version}`);
  const points: TapPoint[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, not, number, rest = ""] = /^(not )?ok (\d+) - (.*)$/s.exec(line) ?? [];
    if (number === undefined) throw new Error(`No test point: ${line}`);
    const [title = "", directive] = rest.split(/(?<!\\)(?:\\\\)* # /);
    const point: TapPoint = { ok: not === undefined, number: Number(number), title: plain(title) };
    if (directive !== undefined) {
      if (!/^SKIP\b/.test(directive)) throw new Error(`Directive: ${directive}`);
      point.skip = plain(directive.slice(5));
    }
    if (lines[at + 1] === "  ---") {
      const end = lines.indexOf("  ...", at);
      if (end === -1) throw new Error("A diagnosis without an end");
      point.diagnosis = parse(lines.slice(at + 2, end).join("\n")) as Record<string, unknown>;
      at = end;
    }
    points.push(point);
  }
  if (plan !== `1..${points.length}`) throw new Error(`Plan ${plan} for ${points.length} points`);
  points.forEach(({ number }, index) => {
    if (number !== index + 1) throw new Error(`Point ${number} at place ${index + 1}`);
  });
  return points;
}

function plain(text: string): string {
  return text.replace(/\\([\\#])/g, "$1");
}
