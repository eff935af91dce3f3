import assert from "node:assert/strict";
import { test } from "node:test";
import { cellValue } from "./cells.ts";
import { fixedTables } from "./fixed_width.ts";

/** Every table as its name, its columns, its rows. */
async function read(text: string): Promise<unknown[]> {
  const tables = [];
  for (const table of fixedTables(text)) {
    const rows: unknown[] = [];
    for await (const batch of table.batches()) {
      for (let row = 0; row < batch.rows; row++) rows.push(batch.cells.map((cells) => cellValue(cells, row)));
    }
    tables.push([table.name, table.columns.map(({ name }) => name), ...rows]);
  }
  return tables;
}

const cases: { name: string; text: string; tables: unknown[] }[] = [
  {
    name: "a cell of several words",
    text: [
      " id  cover               a    b    c    d",
      "  1  forest            5.0  2.0  3.0  4.0",
      "  2  silt loam forest  5.5  2.5  3.5  4.5",
      "  3  shrub             6.0  2.0  3.0  4.0",
    ].join("\n"),
    tables: [["", ["id", "cover", "a", "b", "c", "d"], [1, "forest", 5, 2, 3, 4], [
      2,
      "silt loam forest",
      5.5,
      2.5,
      3.5,
      4.5,
    ], [3, "shrub", 6, 2, 3, 4]]],
  },
  {
    name: "rows of more words than numbers",
    text: " id  cover             loss\n  1  silt loam forest  5.0\n  2  clay loam shrub   6.0\n",
    tables: [["", ["id", "cover", "column 3", "column 4", "loss"], [
      1,
      "silt",
      "loam",
      "forest",
      5,
    ], [
      2,
      "clay",
      "loam",
      "shrub",
      6,
    ]]],
  },
  { name: "one column", text: " P\n 5.0\n 6.0\n", tables: [["", ["column 1"], [5], [6]]] },
  {
    name: "a mean under a table",
    text: " d  m     P\n 1  1   5.0\n 2  1  20.0\n Mean   12.5\n",
    tables: [["", ["d", "m", "P"], [1, 1, 5], [2, 1, 20], [null, "Mean", 12.5]]],
  },
  {
    name: "a mean below a blank line",
    text: " d  m     P\n 1  1   5.0\n\n Mean  12.5 mm\n",
    tables: [["table 1", ["d", "m", "P"], [1, 1, 5]], [
      "table 2",
      ["column 1", "column 2", "column 3"],
      ["Mean", 12.5, "mm"],
    ]],
  },
  {
    name: "values in all forms",
    text: [
      "Share = 10%",
      "Total = 1,234.5 t",
      "Area = 12ha",
      "Runoff:12.5 mm",
      "Hill 1: 2.5e-3",
      "Ratio = 1/3",
    ].join("\n"),
    tables: [[
      "values",
      ["Share (%)", "Total (t)", "Area (ha)", "Runoff (mm)", "Hill 1", "Ratio"],
      [10, 1234.5, 12, 12.5, 0.0025, "1/3"],
    ]],
  },
  {
    name: "numbers that are written with signs",
    text: " cover  area     share\n forest  1,234.5  10%\n shrub     200.5  90%\n",
    tables: [["", ["cover", "area", "share"], ["forest", "1,234.5", "10%"], ["shrub", 200.5, "90%"]]],
  },
  {
    name: "a name of letters and digits",
    text: "id = 2a7cd5\nArea = 12m^2/ha\nLow = 5-10 %\n",
    tables: [["values", ["Area (m^2/ha)", "Low"], [12, "5-10 %"]]],
  },
  {
    name: "titles, dates and versions",
    text: [
      "     SUMMARY FOR 2 YEARS AT OUTLET",
      "    WEPP VERSION 2025.09 built 2026-11-22 11:06",
      " d m   P",
      " 1 1 5.0",
      "    WEPP VERSION 2025.09 built 2026-11-22 11:06",
      "Date: 22 Nov 2026",
      "Run 2026-11-22",
      "Ended at 11:06:22.5",
    ].join("\n"),
    tables: [["", ["d", "m", "P"], [1, 1, 5]]],
  },
  {
    name: "a date in a row",
    text: " 2026-11-22  5.0\n 2026-11-23  6.0\n",
    tables: [["", ["column 1", "column 2"], ["2026-11-22", 5], ["2026-11-23", 6]]],
  },
];

for (const { name, text, tables } of cases) {
  test(`fixedTables() reads ${name}`, async () => assert.deepEqual(await read(text), tables));
}

test("fixedTables() reads a report of many rows", () => {
  assert.equal(fixedTables(" 1  2.5\n".repeat(200_000)).length, 1);
});
