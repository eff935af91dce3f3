import assert from "node:assert/strict";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { withFolder } from "../../files/test_folder.ts";
import { compareOne } from "../test_fixtures.ts";
import { testCases } from "../test_cases.ts";
import { cellValue } from "./cells.ts";
import { openTables } from "./open_tables.ts";
import { CODECS, parquetFile } from "./test_parquet.ts";

const isSoak = process.env["PROFILE_TEST_SOAK"] === "1";

/** Names, types and rows of a file. */
async function contentOf(bytes: Uint8Array) {
  return await withFolder(async (folder) => {
    const path = join(folder, "file.parquet");
    await writeFile(path, bytes);
    const [table] = await openTables(path, "file.parquet", {});
    const rows: (string | number | null)[][] = [];
    for await (const { cells, rows: count } of table?.batches() ?? []) {
      for (let row = 0; row < count; row++) rows.push(cells.map((column) => cellValue(column, row)));
    }
    return { columns: (table?.columns ?? []).map(({ name, type }) => `${name} ${type}`), rows };
  });
}

const EXPECTED = Array.from({ length: 20 }, (_, index) => {
  const id = index + 1;
  const x = { 2: "NaN", 3: null, 4: "-Infinity" }[id];
  return [id, x === undefined ? id / 8 : x, id % 2 === 0 ? "forest" : "shrub", id * 1000000007];
});

for (const codec of CODECS) {
  test(`parquetTable() reads a file of ${codec}`, async () => {
    const { columns, rows } = await contentOf(parquetFile(codec));
    assert.deepEqual(columns, ["id int32", "x double", "cover string", "n int64"]);
    assert.deepEqual(rows, EXPECTED);
  });
}

for (const file of ["kinds", "kinds_v2"]) {
  test(`parquetTable() reads dates, decimals, large integers, lists, maps and structures (${file})`, async () => {
    const { columns, rows } = await contentOf(parquetFile(file));
    assert.deepEqual(columns.slice(0, 6), [
      "id int64",
      "f float",
      "flag boolean",
      "d date",
      "ts timestamp (micros)",
      "dec decimal(9, 2)",
    ]);
    assert.deepEqual(rows, [
      [
        ...[1, 0.5, "true", "2026-11-23", "2026-11-23T01:02:03.000004", 12.34, "[1.5,null,2.5]"],
        ...['{"a":1,"b":"x"}', '{"p":1.5}', "9007199254740993", 200, 4294967295, "blob"],
        ...["0000000000000000000000000000000a", '[{"u":[1,2]}]'],
      ],
      [2, null, "false", null, null, -0.01, "[]", '{"a":null,"b":"y"}', "{}", -1, null, 0, null, null, null],
      [
        ...[3, -1.25, null, "1969-12-31", "1969-12-31T23:59:59.999999", null, null, null, null, 0, 0, 7, "z"],
        ...[null, '[{"u":[]},{"u":null}]'],
      ],
    ]);
  });
}

type Column = { name: string; data: unknown[]; type?: "INT32" | "INT64" | "DOUBLE" | "STRING" | "FLOAT" };

function written(...columnData: Column[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: columnData as never, rowGroupSize: [2, 1000] }));
}

const IDS: Column = { name: "id", data: [1, 2, 3, 4], type: "INT32" };
const LOSS: Column = { name: "loss", data: [0.5, 1.5, NaN, null], type: "DOUBLE" };
const COVER: Column = { name: "cover", data: ["a", "b", null, "d"], type: "STRING" };
const BASE = written(IDS, LOSS, COVER);
const KEY = { key: "id" };

testCases("table_diff", BASE, [
  {
    name: "parquet with the same values in another compression",
    baseline: parquetFile("zstd"),
    produced: parquetFile("snappy"),
    verdict: "passed",
  },
  {
    name: "a parquet number within",
    produced: written(IDS, { ...LOSS, data: [0.51, 1.5, NaN, null] }, COVER),
    params: { tolerance: 0.0101 },
    verdict: "passed",
  },
  {
    name: "a parquet number beyond",
    produced: written(IDS, { ...LOSS, data: [0.51, 1.5, NaN, null] }, COVER),
    params: { ...KEY, tolerance: 0.009 },
    verdict: "failed",
    differences: ["changed loss at id 1"],
  },
  {
    name: "a parquet NaN where nothing was",
    produced: written(IDS, { ...LOSS, data: [0.5, 1.5, NaN, NaN] }, COVER),
    params: { tolerance: 99 },
    verdict: "failed",
    differences: ["changed loss at row 4"],
  },
  {
    name: "a parquet column of another type",
    produced: written({ ...IDS, type: "INT64", data: [1n, 2n, 3n, 4n] }, LOSS, COVER),
    verdict: "failed",
    differences: ["changed column id type"],
  },
  {
    name: "a missing parquet column and an extra one",
    produced: written(IDS, LOSS, { ...COVER, name: "landuse" }),
    verdict: "failed",
    differences: ["missing column cover", "extra column landuse"],
  },
  {
    name: "parquet rows in another order, by key",
    produced: written(
      { ...IDS, data: [4, 2, 3, 1] },
      { ...LOSS, data: [null, 1.5, NaN, 0.5] },
      { ...COVER, data: ["d", "b", null, "a"] },
    ),
    params: KEY,
    verdict: "passed",
  },
  {
    name: "a missing parquet row and an extra one",
    produced: written({ ...IDS, data: [1, 2, 3, 9] }, LOSS, COVER),
    params: KEY,
    verdict: "failed",
    differences: ["missing id 4", "extra id 9"],
  },
  {
    name: "parquet lists, maps and structures in other pages",
    baseline: parquetFile("kinds"),
    produced: parquetFile("kinds_v2"),
    verdict: "passed",
  },
  {
    name: "a parquet table without rows",
    produced: written({ ...IDS, data: [] }, { ...LOSS, data: [] }, { ...COVER, data: [] }),
    params: KEY,
    verdict: "failed",
    differences: ["missing id 1", "missing id 2", "missing id 3", "missing id 4"],
  },
  {
    name: "parquet that was cut off",
    produced: BASE.subarray(0, BASE.length - 10),
    verdict: "error",
    reason: /produced file "out\/file" cannot be read as a table: it was cut off \(no PAR1 at its end\)/,
  },
  {
    name: "parquet with a damaged page",
    produced: parquetFile("gzip").with(60, 7).with(61, 7).with(62, 7),
    baseline: parquetFile("gzip"),
    verdict: "error",
    reason: /produced file .*column id in row group 1: /,
  },
  {
    name: "text where parquet should be",
    produced: "<html>not found</html>\n",
    params: { format: "parquet" },
    verdict: "error",
    reason: /produced file .*it is not parquet \(no PAR1 at its beginning\)/,
  },
]);

test("table_diff finds every parquet cell beyond the tolerance, and none within", async () => {
  const numbers = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, fc.nat(), fc.integer({ min: 1, max: 40 }), async (data, pick, moved) => {
      const at = pick % data.length;
      const table = (values: number[]) =>
        written({ name: "id", data: data.map((_, index) => index), type: "INT32" }, {
          name: "x",
          data: values.map((value) => value / 8),
          type: "DOUBLE",
        });
      const produced = data.with(at, (data[at] ?? 0) + moved);
      const report = await compareOne("table_diff", table(data), table(produced), { tolerance: 2.5 });
      const found = report.differences.map(({ where }) => where);
      assert.deepEqual(found, moved > 20 ? [`x at row ${at + 1}`] : []);
    }),
    { numRuns: isSoak ? 2000 : 50 },
  );
});

test("table_diff tells damaged parquet files by name, and ends", async () => {
  const files = CODECS.concat("kinds", "kinds_v2").map(parquetFile);
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(files.length - 1),
      damage,
      fc.double({ min: 0, max: 1 }),
      async (file, bytes, cut) => {
        const good = files[file] ?? new Uint8Array();
        let bad = good.slice();
        for (const [place, byte] of bytes) bad[Math.floor(place * (bad.length - 1))] = byte;
        if (cut < 0.2) bad = bad.subarray(0, Math.floor(cut * 5 * bad.length));
        const report = await compareOne("table_diff", good, bad, { format: "parquet" });
        if (report.verdict === "error") {
          assert.match(
            report.reason ?? "",
            /^The produced file "out\/file" cannot be /,
          );
        }
      },
    ),
    { numRuns: isSoak ? 10_000 : 200 },
  );
});
