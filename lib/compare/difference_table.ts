/** Differences in columns that fit a width: the least important ones give way first, and no number is cut. */
import type { JsonValue } from "../model/json.ts";
import type { Difference } from "../model/report.ts";
import { printable, wrapWords } from "../text/wrap.ts";
import { formatDelta, tellApart } from "./numbers.ts";
import { shorten, shortenMiddle } from "./shorten.ts";

/** Longest text in a cell where the width is no matter, and the least that is left of one, columns. */
const WIDEST = 34;
const NARROWEST = 12;
/** Between columns. */
const GAP = "  ";
const HEADER = ["where", "baseline", "produced", "difference", "tolerance"] as const;
/** Widths from which on there is no terminal: texts are cut for people's sake only. */
const UNBOUNDED = 500;

/** A cell: what it says, and the same in fewer columns. */
interface Cell {
  text: string;
  /** Least columns that it takes without losing a number. */
  least: number;
  fit: (width: number) => string;
}

/**
 * The differences as lines: a header, then one line each. Where not even short texts fit, each takes lines of its own.
 *
 * @param indent spaces before every line
 * @param width columns of the terminal
 */
export function differenceTable(
  differences: readonly Difference[],
  indent: string,
  width: number,
): string[] {
  const room = width - indent.length;
  const longest = width >= UNBOUNDED ? WIDEST : Math.max(WIDEST, Math.floor(room / 3));
  const rows = differences.map((difference) => cellsOf(difference, longest));
  const shared = sharedTolerance(differences);
  const columns = HEADER.map((name, index) => [whole(name), ...rows.map((row) => row[index] ?? whole(""))]);
  // The rule gives way first: where it is the same for all it is said once, below; where there is none, never.
  const fewer = shared === undefined ? columns : columns.slice(0, -1);
  const lines = (shared !== "" && wantedBy(columns) <= room ? inColumns(columns, room) : undefined) ??
    withRule(inColumns(fewer, room), shared) ??
    withRule(inColumns(withoutPercent(fewer), room), shared) ??
    differences.flatMap((difference) => stacked(difference, room));
  return lines.map((line) => indent + line);
}

/** Columns that it takes when nothing is cut. */
function wantedBy(columns: readonly Cell[][]): number {
  return columns.reduce((sum, cells) => sum + widest(cells), GAP.length * (columns.length - 1));
}

function widest(cells: readonly Cell[]): number {
  return Math.max(...cells.map(({ text }) => text.length));
}

/** The columns side by side, texts cut as far as it takes; undefined when it takes too much. */
function inColumns(columns: readonly Cell[][], room: number): string[] | undefined {
  const least = columns.map((cells) => Math.max(...cells.map((cell) => cell.least)));
  const widths = share(columns.map(widest), least, room - GAP.length * (columns.length - 1));
  if (widths === undefined) return undefined;
  // Both values are cut at the same place.
  const [, before = 0, after = 0] = widths;
  const values = columns.slice(1, 3).map(widest);
  if (before < (values[0] ?? 0) && after < (values[1] ?? 0)) widths[1] = widths[2] = Math.min(before, after);
  const [first = []] = columns;
  return first.map((_, row) =>
    columns.map((cells, column) => {
      const width = widths[column] ?? 0;
      return (cells[row]?.fit(width) ?? "").padEnd(width);
    }).join(GAP).trimEnd()
  );
}

/** Widths that fit: the widest give first, none below its least. */
function share(
  wanted: readonly number[],
  least: readonly number[],
  free: number,
): number[] | undefined {
  if (least.reduce((sum, width) => sum + width, 0) > free) return undefined;
  const widths = [...wanted];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - free; over > 0; over--) {
    let widest = -1;
    widths.forEach((width, index) => {
      if (width > (least[index] ?? 0) && width > (widths[widest] ?? 0)) widest = index;
    });
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function cellsOf({ kind, where, baseline, actual, tolerance }: Difference, longest: number): Cell[] {
  const isNumeric = typeof baseline === "number" && typeof actual === "number";
  const delta = kind === "changed" && isNumeric ? formatDelta(baseline, actual) : kind;
  const place = printable(where);
  return [
    {
      text: place,
      least: Math.min(place.length, NARROWEST + 4),
      fit: (width) => shortenMiddle(place, width),
    },
    ...valueCells(baseline, actual, longest),
    whole(delta),
    whole(printable(tolerance ?? "")),
  ];
}

/** Both values; of long texts the place where they part is seen. */
function valueCells(
  baseline: JsonValue | undefined,
  actual: JsonValue | undefined,
  longest: number,
): [Cell, Cell] {
  if (typeof baseline === "number" && typeof actual === "number") {
    const [a, b] = tellApart(baseline, actual);
    return [whole(a), whole(b)];
  }
  const [a, b] = [shown(baseline), shown(actual)];
  const parted = baseline === undefined || actual === undefined ? 0 : commonLength(a, b);
  const cell = (value: JsonValue | undefined, text: string): Cell => {
    if (typeof value === "number") return whole(text);
    const fit = (width: number) => shorten(text, Math.min(width, longest), parted);
    const longestText = fit(longest);
    return { text: longestText, least: Math.min(longestText.length, NARROWEST), fit };
  };
  return [cell(baseline, a), cell(actual, b)];
}

/** Letters that both begin with. */
function commonLength(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same;
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? "-" : printable(JSON.stringify(value));
}

function whole(text: string): Cell {
  return { text, least: text.length, fit: () => text };
}

/** The rule that all of them broke: it can be said once. */
function sharedTolerance(differences: readonly Difference[]): string | undefined {
  const [first] = differences;
  return differences.every(({ tolerance }) => tolerance === first?.tolerance)
    ? printable(first?.tolerance ?? "")
    : undefined;
}

function withRule(lines: string[] | undefined, rule: string | undefined): string[] | undefined {
  return lines === undefined || rule === undefined || rule === "" ? lines : [...lines, `tolerance: ${rule}`];
}

/** `+0.01236` in place of `+0.01236 (+3 %)`. */
function withoutPercent(columns: readonly Cell[][]): Cell[][] {
  const difference = HEADER.indexOf("difference");
  return columns.map((cells, index) =>
    index === difference ? cells.map(({ text }) => whole(text.replace(/ \(.*\)$/, ""))) : cells
  );
}

/** One difference below the other, each value whole as far as its lines go. */
function stacked(difference: Difference, room: number): string[] {
  const [where = whole(""), baseline = whole(""), produced = whole(""), delta = whole(""), rule = whole("")] =
    cellsOf(difference, Math.max(NARROWEST, room - 12));
  return [
    ...wrapWords(where.text, room),
    ...wrapWords(`  baseline  ${baseline.text}`, room),
    ...wrapWords(`  produced  ${produced.text}  ${delta.text}`, room),
    ...(rule.text === "" ? [] : wrapWords(`  tolerance ${rule.text}`, room)),
  ];
}
