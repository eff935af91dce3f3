import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { join } from "node:path";
import fc from "fast-check";
import { compareOne, type Content, found, raster, withFolder, writeFiles } from "../test_fixtures.ts";
import { type Case, testCases } from "../test_cases.ts";
import { rasterStats } from "./raster_stats.ts";
import { tiff } from "../raster/test_tiff.ts";

const values = [1, 2, 3, 4, 5, -9999];
const base = raster(new Float32Array(values), 3, 2);
const moved = (factor: number) =>
  raster(new Float32Array(values.map((value) => value === -9999 ? value : value * factor)), 3, 2);
const all = (rule: unknown) => ({
  tolerance: Object.fromEntries(["min", "max", "mean", "std", "sum"].map((name) => [name, rule])),
});

const ones = new Float32Array(1000).fill(1);

const meaning = (items: string) => `<GDALMetadata>\n  ${items}\n</GDALMetadata>`;

const cases: Case[] = [
  {
    name: "quantiles and histogram within",
    produced: moved(1.001),
    params: { tolerance: { q50: { rel: 0.01 }, q99: 0.1, histogram: { rel: 0.01 } } },
    verdict: "passed",
  },
  {
    name: "quantiles and histogram beyond",
    produced: moved(1.03),
    params: { tolerance: { q1: 1, q50: { rel: 0.01 }, q99: 0.1, histogram: { rel: 0.01 } } },
    verdict: "failed",
    differences: ["changed band 1 q50", "changed band 1 q99", "changed band 1 histogram"],
  },
  {
    name: "few cells that went far, and a histogram",
    baseline: raster(ones, 50, 20),
    produced: raster(ones.map((one, at) => at % 250 === 9 ? 1e6 : one), 50, 20),
    params: { tolerance: { histogram: 3999 } },
    verdict: "failed",
    differences: ["changed band 1 histogram"],
  },
  {
    name: "few cells that went as far as they may",
    baseline: raster(ones, 50, 20),
    produced: raster(ones.map((one, at) => at % 250 === 9 ? 1e6 : one), 50, 20),
    params: { tolerance: { histogram: 4000 } },
    verdict: "passed",
  },
  {
    name: "no valid cell left and quantiles named",
    produced: raster(new Float32Array(6).fill(-9999), 3, 2),
    params: { tolerance: { q50: 99, histogram: 99, count: 9, nodata: 9 } },
    verdict: "failed",
    differences: ["changed band 1 q50", "changed band 1 histogram"],
  },
  { name: "equal", produced: base, verdict: "passed" },
  { name: "within", produced: moved(1.001), params: all({ rel: 0.01 }), verdict: "passed" },
  {
    name: "beyond",
    produced: moved(1.03),
    params: { tolerance: { mean: { rel: 0.01 }, min: 1, max: 1, std: 1, sum: 1 } },
    verdict: "failed",
    differences: ["changed band 1 mean"],
  },
  {
    name: "only the named statistics, as in the specification's sample",
    produced: moved(1.03),
    params: { tolerance: { mean: 1, max: 1 } },
    verdict: "passed",
  },
  {
    name: "no tolerance compares all statistics",
    produced: moved(1.03),
    verdict: "failed",
    differences: ["min", "max", "mean", "std", "sum"].map((name) => `changed band 1 ${name}`),
  },
  {
    name: "a band that vanished",
    baseline: raster(new Float32Array([...values, ...values].map((_, i) => values[i >> 1] ?? 0)), 3, 2),
    produced: base,
    verdict: "failed",
    differences: ["changed bands"],
  },
  {
    name: "reordered cells",
    produced: raster(new Float32Array([5, 4, 3, 2, 1, -9999]), 3, 2),
    verdict: "passed",
  },
  {
    name: "nodata that moved",
    produced: raster(new Float32Array([-9999, 1, 2, 3, 4, 5]), 3, 2),
    verdict: "failed",
    differences: ["changed band 1 mask"],
  },
  {
    name: "NaN in place of nodata",
    produced: raster(new Float32Array([1, 2, 3, 4, 5, NaN]), 3, 2),
    verdict: "passed",
  },
  {
    name: "one nodata cell more",
    produced: raster(new Float32Array([3, 1, 5, -9999, 3, -9999]), 3, 2),
    params: all(10),
    verdict: "failed",
    differences: ["changed band 1 count", "changed band 1 nodata"],
  },
  {
    name: "no valid cell left",
    produced: raster(new Float32Array(6).fill(-9999), 3, 2),
    verdict: "failed",
    differences: ["count", "nodata", "min", "max", "mean", "std", "sum"].map((s) => `changed band 1 ${s}`),
  },
  {
    name: "another nodata value",
    produced: raster(new Float32Array([1, 2, 3, 4, 5, -1]), 3, 2, { GDAL_NODATA: "-1" }),
    verdict: "failed",
    differences: ["changed nodata value"],
  },
  {
    name: "another type",
    produced: raster(new Float64Array(values), 3, 2),
    verdict: "failed",
    differences: ["changed type"],
  },
  {
    name: "another size",
    produced: raster(new Float32Array(values), 2, 3),
    verdict: "failed",
    differences: ["changed size"],
  },
  {
    name: "another place",
    produced: raster(new Float32Array(values), 3, 2, { ModelTiepoint: [0, 0, 0, 500_030, 5_200_000, 0] }),
    verdict: "failed",
    differences: ["changed transform"],
  },
  {
    name: "another coordinate reference system",
    produced: raster(new Float32Array(values), 3, 2, { ProjectedCSTypeGeoKey: 32612 }),
    verdict: "failed",
    differences: ["changed crs ProjectedCSTypeGeoKey"],
  },
  { name: "an empty file", produced: "", verdict: "error", reason: /produced file "out\/file".*empty/ },
  { name: "a truncated file", produced: base.slice(0, -8), verdict: "error", reason: /truncated/ },
  { name: "half a header", produced: base.slice(0, 12), verdict: "error", reason: /produced file/ },
  { name: "a text", produced: "no raster at all, but a text\n", verdict: "error", reason: /GeoTIFF/ },
  {
    name: "a Git LFS pointer",
    produced: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    verdict: "error",
    reason: /produced file.*git lfs pull/,
  },
  {
    name: "a band that does not exist",
    produced: moved(1.1),
    params: { bands: { "2": { mean: 1 } } },
    verdict: "error",
    reason: /unknown "2"; valid here: 1/,
  },
];

testCases("raster_stats", base, cases);

/** Compares as where the baseline keeps only what summarise() said. */
async function withSummary(baseline: Content, produced: Content, params: Record<string, unknown>) {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { "baseline.tif": baseline, "produced.tif": produced });
    const kept = await rasterStats.summarise?.(join(folder, "baseline.tif"), params);
    const sides = {
      file: "out.tif",
      baseline: { summary: JSON.parse(JSON.stringify(kept)), sha256: "", size: 0 },
      produced: join(folder, "produced.tif"),
    };
    return await rasterStats.compare({ ...sides, params });
  });
}

test("raster_stats compare() of a summary finds what it finds of the file", async () => {
  for (const { name, baseline = base, produced, params = {}, verdict, differences = [] } of cases) {
    if (verdict === "error") continue;
    const outcome = await withSummary(baseline, produced, params);
    assert.deepEqual(outcome.differences.map(({ kind, where }) => `${kind} ${where}`), differences, name);
  }
});

test("raster_stats compare() of a summary lets a mask move only where as many as can be may", async () => {
  const half = Array.from({ length: 60 }, (_, at) => at % 2 === 0 ? -9999 : 5);
  const size = { width: 10, height: 6, nodata: "-9999" };
  const compare = async (produced: readonly number[], rules: object) => {
    const params = { tolerance: { mean: 9, ...rules } };
    return await withSummary(tiff(half, size), tiff(produced, size), params);
  };
  const flipped = half.map((cell) => cell === 5 ? -9999 : 5);
  const swapped = half.with(0, 5).with(1, -9999);
  for (const [produced, rules] of [[flipped, { nodata: 1 }], [swapped, { mask: 5 }]] as const) {
    const { differences: [mask, ...others], note } = await compare(produced, rules);
    assert.deepEqual([mask?.where, mask?.baseline, mask?.actual], ["band 1 mask", 0, "2 to 60"]);
    assert.deepEqual(others, []);
    assert.match(note ?? "", /; 2 to 60 cells are valid on one side only, .*cannot count: say `keep: file`/);
  }
  for (const rules of [{ mask: 60 }, { nodata: 60 }, { mask: { rel: 2 } }]) {
    assert.deepEqual((await compare(flipped, rules)).differences, []);
  }
  assert.deepEqual((await compare(half, { nodata: 1 })).differences, []);
  // Where there is but one way the number is known.
  const full = Array.from({ length: 60 }, () => 5);
  const report = await withSummary(tiff(full, size), tiff(full.with(3, -9999), size), {
    tolerance: { mean: 9, count: 1, nodata: 1, mask: 0 },
  });
  assert.deepEqual(report.differences.map(({ where, actual }) => [where, actual]), [["band 1 mask", 1]]);
  assert.doesNotMatch(report.note ?? "", /keep: file/);
});

test("raster_stats compare() of a summary tells how far many different cells moved, and that the same did not", async () => {
  const size = { width: 200, height: 200 };
  const cells = Array.from({ length: 40_000 }, (_, at) => Math.exp(3 * Math.sin(at)));
  const base = tiff(cells, size);
  const distance = async (produced: Uint8Array) => {
    const report = await withSummary(base, produced, { tolerance: { histogram: 0 } });
    return Number(report.differences[0]?.actual ?? 0);
  };
  assert.equal(await distance(tiff(cells, { ...size, tile: 16 })), 0);
  // Two cells of 40000, each by 30000.
  const far = await distance(tiff(cells.with(5, 30_000).with(700, 30_000), size));
  assert.ok(far > 1.49 && far < 1.51, String(far));
  const all = await distance(tiff(cells.map((cell) => cell + 0.5), size));
  assert.ok(all > 0.48 && all < 0.52, String(all));
});

test("raster_stats compare() with a histogram refuses a summary of an earlier version", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "baseline.tif": base });
    const path = join(folder, "baseline.tif");
    const { distributions: _, ...kept } = await rasterStats.summarise?.(path, {}) ?? {};
    const quantiles = { q1: 1, q5: 1, q10: 1, q25: 2, q50: 3, q75: 4, q90: 5, q95: 5, q99: 5 };
    const summary = { ...kept, distributions: [{ quantiles, parts: [] }] };
    const sides = { file: "out.tif", baseline: { summary, sha256: "", size: 0 }, produced: path };
    const compare = (rules: object) => rasterStats.compare({ ...sides, params: { tolerance: rules } });
    assert.deepEqual((await compare({ q50: 0 })).differences, []);
    await assert.rejects(compare({ histogram: 1 }), /baseline's summary is of an earlier version.*accept/);
  });
});

test("raster_stats compare() refuses a summary that is damaged, and a baseline that is only a hash", async () => {
  const sides = { file: "out.tif", produced: "none.tif", params: {} };
  const kept = { sha256: "", size: 0 };
  await assert.rejects(
    rasterStats.compare({ ...sides, baseline: { ...kept, summary: { width: 3 } } }),
    /baseline file "out.tif".*its summary is damaged: height/,
  );
  await assert.rejects(rasterStats.compare({ ...sides, baseline: kept }), /keeps only the hash of "out.tif"/);
});

test("raster_stats compare() tells the figures of both sides, and in a line where they differ", async () => {
  const report = await compareOne("raster_stats", base, moved(2), { tolerance: { q50: 1 } });
  assert.deepEqual(found(report), ["changed band 1 q50"]);
  assert.deepEqual(report.notes, [
    "baseline 5 cells, 1 to 5, mean 3, std 1.41421; produced 5 cells, 2 to 10, mean 6, std 2.82843",
  ]);
  const facts = report.facts["out/file"] as Record<string, Record<string, unknown>>;
  assert.deepEqual(facts["baseline"]?.["band 1"], {
    ...{ count: 5, nodata: 1, min: 1, max: 5, mean: 3, std: Math.SQRT2, sum: 15 },
    ...{ q1: 1, q5: 1, q10: 1, q25: 2, q50: 3, q75: 4, q90: 5, q95: 5, q99: 5 },
  });
});

test("raster_stats compare() names statistic, baseline, produced and tolerance", async () => {
  const report = await compareOne("raster_stats", base, moved(1.03), {
    tolerance: { mean: 0.05, min: 9, max: 9, std: 9, sum: 9 },
  });
  const [difference] = report.differences;
  assert.equal(difference?.baseline, 3);
  assert.ok(Math.abs(Number(difference?.actual) - 3.09) < 1e-6);
  assert.equal(difference?.tolerance, "abs 0.05");
  assert.match(difference?.message ?? "", /mean is 3\.09, the baseline has 3/);
});

test("raster_stats compare() lets tolerances of a band go before those of all", async () => {
  const params = { ...all(0), bands: { "1": all(9).tolerance } };
  assert.equal((await compareOne("raster_stats", base, moved(1.1), params)).verdict, "passed");
});

test("raster_stats compare() finds no difference between layouts, and one cell in a compressed tile", async () => {
  const cells = Array.from({ length: 37 * 21 }, (_, index) => index);
  const size = { width: 37, height: 21 };
  const strips = tiff(cells, { ...size, rows: 4 });
  const tiles = tiff(cells, { ...size, tile: 16, compression: "deflate" });
  assert.equal((await compareOne("raster_stats", strips, tiles)).verdict, "passed");
  const changed = tiff(cells.with(600, 601), { ...size, tile: 16, compression: "deflate" });
  const params = { tolerance: { sum: 0 } };
  assert.deepEqual(found(await compareOne("raster_stats", strips, changed, params)), ["changed band 1 sum"]);
});

test("raster_stats compare() finds no difference between layouts where the mean is near 0, but a small change", async () => {
  const size = { width: 300, height: 300 };
  const half = Array.from({ length: 45_000 }, (_, at) => Math.fround(Math.sin(at) ** 5));
  const near0 = [...half, ...half.toReversed().map((cell) => -cell)];
  const strips = tiff(near0, size);
  assert.deepEqual(found(await compareOne("raster_stats", strips, tiff(near0, { ...size, tile: 16 }))), []);
  const [first = 0] = near0;
  const changed = tiff(near0.with(0, first + 1e-6), size);
  assert.deepEqual(found(await compareOne("raster_stats", strips, changed)), [
    "changed band 1 mean",
    "changed band 1 sum",
  ]);
});

test("raster_stats compare() names scale, offset and unit of a band", async () => {
  const of = (items: string) => tiff([1, 2], { width: 2, height: 1, metadata: meaning(items) });
  const item = (name: string, value: string) =>
    `<Item name="${name}" sample="0" role="${name.toLowerCase()}">${value}</Item>`;
  const plain = tiff([1, 2], { width: 2, height: 1 });
  const base = of(item("SCALE", "0.1") + item("OFFSET", "5") + item("UNITTYPE", "kg m-2"));
  const cases: [items: string, differences: string[]][] = [
    [item("SCALE", "0.10") + item("OFFSET", "5.0") + item("UNITTYPE", "kg m-2"), []],
    [item("SCALE", "0.01") + item("OFFSET", "5") + item("UNITTYPE", "kg m-2"), ["changed band 1 scale"]],
    [item("SCALE", "0.1") + item("OFFSET", "6") + item("UNITTYPE", "kg m-2"), ["changed band 1 offset"]],
    [item("SCALE", "0.1") + item("OFFSET", "5") + item("UNITTYPE", "t ha-1"), ["changed band 1 unit"]],
    ["", ["changed band 1 scale", "changed band 1 offset", "changed band 1 unit"]],
  ];
  for (const [items, differences] of cases) {
    assert.deepEqual(found(await compareOne("raster_stats", base, of(items))), differences, items);
  }
  assert.equal((await compareOne("raster_stats", plain, of(item("SCALE", "1")))).verdict, "passed");
  const report = await compareOne("raster_stats", base, plain);
  assert.deepEqual([report.differences[0]?.baseline, report.differences[0]?.actual], [0.1, 1]);
});

/** What an outcome may state of the numbers, computed the plain way. */
function statisticsOf(values: readonly number[]) {
  const valid = values.filter((value) => value !== -9999);
  const sum = valid.reduce((all, value) => all + value, 0);
  const mean = sum / valid.length;
  const std = Math.sqrt(valid.reduce((all, value) => all + (value - mean) ** 2, 0) / valid.length);
  return {
    ...{ count: valid.length, nodata: values.length - valid.length },
    ...{ min: Math.min(...valid), max: Math.max(...valid), mean, std, sum },
  };
}

test("raster_stats compare() finds what a planted change moved beyond the tolerance, and nothing within", async () => {
  const runs = process.env["PROFILE_TEST_SOAK"] === "1" ? 2000 : 150;
  const change = fc.tuple(fc.nat(399), fc.constantFrom(-9999, 0, 1, 500, 0.25, 130));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 20 }),
      fc.array(change, { maxLength: 4 }),
      fc.constantFrom(0.001, 0.03, 1, 40, 5000),
      fc.constantFrom({ rows: 3 }, { tile: 16 }, {}),
      async (width, changes, abs, blocks) => {
        const values = Array.from({ length: width * 20 }, (_, at) => at % 13 === 0 ? -9999 : 100 + at % 31);
        const next = values.slice();
        for (const [at, value] of changes) next[at % values.length] = value;
        const names = ["count", "nodata", "min", "max", "mean", "std", "sum"] as const;
        const [before, after] = [statisticsOf(values), statisticsOf(next)];
        const apart = names.map((name) => ({ name, by: Math.abs(after[name] - before[name]) }));
        // Nobody can say on which side of a tolerance rounding puts a number that is at its edge.
        fc.pre(apart.every(({ by }) => Math.abs(by - abs) > 1e-6 * abs));
        const tolerance = Object.fromEntries(
          [...names, "mask"].map((name) => [name, name === "mask" ? 999 : abs]),
        );
        const size = { width, height: 20, nodata: "-9999" };
        const base = tiff(values, { ...size, compression: "deflate" });
        const report = await compareOne("raster_stats", base, tiff(next, { ...size, ...blocks }), {
          tolerance,
        });
        const beyond = apart.filter(({ by }) => by > abs).map(({ name }) => `changed band 1 ${name}`);
        assert.deepEqual(found(report), beyond);
      },
    ),
    { numRuns: runs },
  );
});
