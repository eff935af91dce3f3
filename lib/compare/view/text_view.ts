/** What a report shows of two texts: the lines that differ and those around them, side by side. */
import type { LineRow, TextView } from "../../model/evidence.ts";
import { shorten } from "../shorten.ts";
import type { LineChange, NumberedLine } from "../text/line_diff.ts";
import type { Clean } from "../types.ts";

/** Lines around a change, rows of a file, letters of a line. */
const CONTEXT = 3;
const MOST_ROWS = 200;
const LONGEST = 300;

/** Both texts without the lines that do not count, and what differs, in the order of the file. */
export interface AlignedTexts {
  left: readonly NumberedLine[];
  right: readonly NumberedLine[];
  changes: readonly LineChange[];
}

/** The view of two texts. */
export function textView(file: string, texts: AlignedTexts, clean: Clean): TextView {
  const hunks: LineRow[][] = [];
  let [rows, told] = [0, 0];
  /** The last row that was taken, so that one is not taken twice. */
  let last = -1;
  const all = rowsOf(texts);
  for (const [at, row] of all.entries()) {
    if (row.same) continue;
    if (rows >= MOST_ROWS) break;
    const from = Math.max(last + 1, at - CONTEXT);
    const to = Math.min(all.length, at + CONTEXT + 1);
    const hunk = from === last + 1 ? hunks.at(-1) : undefined;
    // Rows behind the change are taken with the next one, if that comes first.
    const found = all.slice(from, to);
    const next = found.findIndex((one, index) => from + index > at && !one.same);
    const taken = (next === -1 ? found : found.slice(0, next)).map((one) => shown(one, clean));
    if (hunk === undefined) hunks.push(taken);
    else hunk.push(...taken);
    last = from + taken.length - 1;
    rows += taken.length;
    told++;
  }
  return { kind: "text", file: clean(file), hunks, omitted: texts.changes.length - told };
}

/** All rows: pairs of lines that are the same, and the changes between them. */
function rowsOf({ left, right, changes }: AlignedTexts): LineRow[] {
  const rows: LineRow[] = [];
  let [i, j] = [0, 0];
  const same = (): void => {
    const [baseline, produced] = [left[i++], right[j++]];
    rows.push({ ...(baseline && { baseline }), ...(produced && { produced }), same: true });
  };
  for (const { baseline, produced } of changes) {
    const isReached = () =>
      (baseline === undefined || left[i] === baseline) && (produced === undefined || right[j] === produced);
    while (!isReached() && i < left.length && j < right.length) same();
    rows.push({ ...(baseline && { baseline }), ...(produced && { produced }), same: false });
    if (baseline !== undefined) i++;
    if (produced !== undefined) j++;
  }
  while (i < left.length && j < right.length) same();
  return rows;
}

/** The row without secrets, and no longer than can be read: where its lines differ is in what is left of them. */
function shown({ baseline, produced, same }: LineRow, clean: Clean): LineRow {
  const [one, other] = [baseline, produced].map((line) => line && { ...line, text: clean(line.text) });
  const first = firstDifference(one?.text ?? "", other?.text ?? "");
  const short = (line: NumberedLine) => ({ ...line, text: shorten(line.text, LONGEST, first) });
  return {
    ...(one === undefined ? {} : { baseline: short(one) }),
    ...(other === undefined ? {} : { produced: short(other) }),
    same,
  };
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++;
  return at < Math.max(a.length, b.length) ? Math.min(at, Math.max(0, Math.min(a.length, b.length) - 1)) : 0;
}
