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
  /** Rows since the last one that was taken, but for those that were too far from any change. */
  let waiting: LineRow[] = [];
  let isApart = true;
  /** Rows that still belong to the last change. */
  let behind = 0;
  for (const row of rowsOf(texts)) {
    const hunk = hunks.at(-1);
    if (row.same && behind > 0) {
      behind--;
      rows++;
      hunk?.push(shown(row, clean));
    } else if (row.same) {
      waiting.push(row);
      if (waiting.length <= CONTEXT) continue;
      waiting.shift();
      isApart = true;
    } else {
      if (rows >= MOST_ROWS) break;
      const taken = [...waiting, row].map((one) => shown(one, clean));
      if (hunk === undefined || isApart) hunks.push(taken);
      else hunk.push(...taken);
      [waiting, isApart, behind] = [[], false, CONTEXT];
      rows += taken.length;
      told++;
    }
  }
  return { kind: "text", file: clean(file), hunks, omitted: texts.changes.length - told };
}

/** All rows: pairs of lines that are the same, and the changes between them. */
function* rowsOf({ left, right, changes }: AlignedTexts): Generator<LineRow> {
  let [i, j] = [0, 0];
  for (const { baseline, produced } of changes) {
    const isReached = () =>
      (baseline === undefined || left[i] === baseline) && (produced === undefined || right[j] === produced);
    while (!isReached() && i < left.length && j < right.length) yield rowOf(left[i++], right[j++], true);
    yield rowOf(baseline, produced, false);
    if (baseline !== undefined) i++;
    if (produced !== undefined) j++;
  }
  while (i < left.length && j < right.length) yield rowOf(left[i++], right[j++], true);
}

function rowOf(
  baseline: NumberedLine | undefined,
  produced: NumberedLine | undefined,
  same: boolean,
): LineRow {
  return { ...(baseline && { baseline }), ...(produced && { produced }), same };
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
