/** Tables of text with a delimiter: CSV, TSV, PSV. */
import { type Batch, makeCells, type Table, uniqueNames } from "./cells.ts";
import { CsvRows } from "./csv_rows.ts";

/** Rows that are compared at a time. */
const ROWS = 4096;

/** How a file is written. */
export interface CsvLayout {
  /** One character of ASCII. */
  delimiter: string;
  /** Rows that name the columns; without any they are `column 1`, `column 2`. */
  header: number;
  /** Lines before them that are no part of the table. */
  skip: number;
}

/**
 * The table of a file, which is opened anew for every reading.
 *
 * @throws Error when there is no row in it, or none that can be read
 */
export async function csvTable(path: string, layout: CsvLayout): Promise<Table> {
  const rows = await CsvRows.open(path, layout.delimiter, layout.skip);
  try {
    const header: string[][] = [];
    for (let row = 0; row < Math.max(layout.header, 1); row++) header.push(await rows.nextTexts() ?? []);
    const [first = []] = header;
    if (first.length === 0) throw new Error("there is no row in it");
    const names = first.map((_, column) =>
      header.slice(0, layout.header).map((row) => row[column] ?? "").join(" ")
    );
    const columns = uniqueNames(names).map((name) => ({ name }));
    return { name: "", columns, batches: () => batchesOf(path, layout, columns.length) };
  } finally {
    await rows.close();
  }
}

async function* batchesOf(path: string, layout: CsvLayout, columns: number): AsyncGenerator<Batch> {
  const reader = await CsvRows.open(path, layout.delimiter, layout.skip);
  try {
    for (let row = 0; row < layout.header; row++) await reader.nextTexts();
    const cells = makeCells(columns, ROWS);
    for (;;) {
      const rows = await reader.nextRows(cells, ROWS);
      if (rows === 0) return;
      yield { rows, cells };
    }
  } finally {
    await reader.close();
  }
}
