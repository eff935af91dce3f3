/** The tables of WEPP's reports (`ebe_pw0.txt`, `loss_pw0.txt`, `H1.wat.dat`): rows of numbers under words. */
import type { Batch, Table } from "./cells.ts";
import { makeCells, uniqueNames } from "./cells.ts";
import { columnSpans, headerNames, joinWords } from "./fixed_columns.ts";
import { isFirstRow, isNextRow, isRow, namedValue, readLine, type ReportLine } from "./fixed_lines.ts";
import { setNumber } from "./number_text.ts";

/** Name of the first of several tables. */
export const FIRST_TABLE = tableName(0);

interface Block {
  header: readonly string[];
  rows: ReportLine[];
}

/**
 * Every block of rows is a table, in order. Values with a name (`Total area = 24.33 ha`) are one table more, with a
 * column for each name and a row for each time that it occurs. Words between them are no part of any table, nor are
 * dates and versions among them.
 *
 * @param text a whole file
 * @returns none when it holds no row of numbers
 */
export function fixedTables(text: string): Table[] {
  const blocks: Block[] = [];
  const values = new Map<string, string[]>();
  let header: string[] = [];
  let open: Block | undefined;
  const texts = text.split(/\r?\n/);
  let next: ReportLine | undefined = readLine(texts[0] ?? "");
  for (let at = 1; next !== undefined; at++) {
    const line: ReportLine = next;
    next = at < texts.length ? readLine(texts[at] ?? "") : undefined;
    const value = isRow(line) ? undefined : namedValue(line);
    if (value !== undefined) {
      const known = values.get(value.name);
      if (known === undefined) values.set(value.name, [value.number]);
      else known.push(value.number);
    } else if (isRowOf(open, line, next)) {
      if (open === undefined) blocks.push(open = { header, rows: [] });
      open.rows.push(line);
      continue;
    }
    if (open !== undefined) header = [];
    open = undefined;
    header = line.fields.length === 0 ? header : [...header, line.text].slice(-4);
  }
  const tables = blocks.map((block, index) => blockTable(block, blocks.length > 1 ? tableName(index) : ""));
  if (values.size > 0) {
    const most = [...values.values()].reduce((longest, { length }) => Math.max(longest, length), 0);
    const rows = Array.from(
      { length: most },
      (_, row) => [...values.values()].map((numbers) => numbers[row] ?? ""),
    );
    tables.push(textTable("values", [...values.keys()], rows));
  }
  return tables;
}

function tableName(index: number): string {
  return `table ${index + 1}`;
}

/** Whether a line is a row of the block above it, or begins one. */
function isRowOf(open: Block | undefined, line: ReportLine, next: ReportLine | undefined): boolean {
  const last = open?.rows.at(-1);
  return isRow(line) || (last === undefined ? isFirstRow(line, next) : isNextRow(line, last, next));
}

function blockTable({ header, rows }: Block, name: string): Table {
  const plain = rows.filter((row) => isRow(row) && row.words <= 2);
  const counts = (plain.length > 0 ? plain : rows).map(({ fields }) => fields.length);
  // Words of one cell: `silt loam forest`.
  const most = counts.reduce((x, y) => plain.length > 0 ? Math.max(x, y) : Math.min(x, y));
  const cells = rows.map(({ fields }) => fields.length > most ? joinWords(fields) : fields);
  const spans = columnSpans(cells);
  return textTable(name, headerNames(header, spans), cells.map((fields) => spans.cut(fields)));
}

/** A table whose texts are all at hand. */
export function textTable(
  name: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Table {
  const columns = uniqueNames(names).map((column) => ({ name: column }));
  return {
    name,
    columns,
    async *batches(): AsyncGenerator<Batch> {
      if (rows.length === 0) return;
      const cells = makeCells(columns.length, rows.length);
      rows.forEach((texts, row) => {
        cells.forEach((column, index) => {
          const text = texts[index] ?? "";
          if (text !== "" && !setNumber(text, column, row)) column.setText(row, text);
        });
      });
      yield { rows: rows.length, cells };
    },
  };
}
