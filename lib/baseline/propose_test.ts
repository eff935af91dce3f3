import assert from "node:assert/strict";
import { test } from "node:test";
import { checkComparison } from "../compare/registry.ts";
import { parquetFile } from "../compare/table/test_parquet.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { proposeComparisons } from "./propose.ts";

test("proposeComparisons() takes what the run gained, by type, and says what it leaves out", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "dem/dem.tif": "II*\0",
      "dem/no.tif": "x",
      "dem/no.json": "x",
      "dem/no.txt": "a\0b",
      "wepp/s.json": "{}",
      "wepp/output/interchange/interchange_version.json": "{}",
      "wepp/h.csv": "a,b\n2020,1\n",
      "wepp/no.csv": "no table\n",
      "wepp/h.parquet": "PAR1",
      "seeded.txt": "x",
      "ron.nodb": "{}",
      "made.log": "x",
    });
    const { comparisons, left_out } = await proposeComparisons(folder, ["seeded.txt"]);
    assert.deepEqual(comparisons.map(({ target, method }) => `${target} ${method}`), [
      "dem/dem.tif raster_stats",
      "dem/no.json hash_exact",
      "dem/no.tif hash_exact",
      "dem/no.txt hash_exact",
      "wepp/h.csv table_diff",
      "wepp/h.parquet hash_exact",
      "wepp/no.csv text_exact",
      "wepp/output/interchange/interchange_version.json json_exact",
      "wepp/s.json json_exact",
    ]);
    assert.deepEqual(comparisons[7]?.params, { ignore: ["$.timestamp"] });
    assert.deepEqual(left_out.map((file) => file.path), ["made.log", "ron.nodb"]);
    for (const comparison of comparisons) assert.equal(checkComparison(comparison), undefined);
  });
});

test("proposeComparisons() compares parquet by rows, in any order where several processes write it", async () => {
  await withFolder(async (folder) => {
    const table = parquetFile("snappy");
    await writeFiles(folder, { "soils.parquet": table, "wepp/H.pass.parquet": table });
    assert.deepEqual((await proposeComparisons(folder, [])).comparisons, [
      { target: "soils.parquet", method: "table_diff" },
      { target: "wepp/H.pass.parquet", method: "table_diff", params: { order: "free" } },
    ]);
  });
});

test("proposeComparisons() ignores dated header lines of texts, and no data lines", async () => {
  const dated = [
    "    WEPP VERSION 2025.09 built 2026-11-22 11:07",
    "5.30 CLIGEN VER. 5.30",
    "Run date: 2026-11-22",
    "# generated 2026-11-22 by x (1)",
  ];
  const data = [
    "   1   2  2020  12.5",
    "Total contributing area to outlet = 12.0 ha",
    "runoff 2020",
    "Hill 1 2",
  ];
  await withFolder(async (folder) => {
    await writeFiles(folder, { "a.txt": [...dated, ...data, ""].join("\n") });
    const [comparison] = (await proposeComparisons(folder, [])).comparisons;
    const patterns = (comparison?.params?.["ignore"] ?? []) as string[];
    assert.equal(patterns[0], "^\\s*WEPP\\s+VERSION");
    const ignored = (line: string) => patterns.some((pattern) => new RegExp(pattern, "u").test(line));
    assert.deepEqual(dated.map(ignored), [true, false, true, true]);
    assert.deepEqual(data.map(ignored), data.map(() => false));
  });
});

test("proposeComparisons() ignores what a clock wrote into JSON, and no rows or numbers of a result", async () => {
  const deep = '{"a":'.repeat(3000) + "1" + "}".repeat(3000);
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "a.json": JSON.stringify({
        created_at: "2026-11-22T11:07:00Z",
        meta: { timestamp: 1764000000, duration: 6.5 },
        rows: [{ date: "2020-01-01 00:00" }],
      }),
      "b.json": JSON.stringify({ timestamp: "2026-11-22 11:07:00" }),
      "deep.json": deep,
    });
    const { comparisons } = await proposeComparisons(folder, []);
    assert.deepEqual(comparisons.map(({ params }) => params?.["ignore"]), [
      ["$.created_at", "$.meta.timestamp"],
      undefined,
      undefined,
    ]);
  });
});
