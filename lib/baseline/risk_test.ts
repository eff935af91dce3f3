import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Files, raster } from "../compare/test_fixtures.ts";
import type { Comparison } from "../model/profile.ts";
import { planUpdate } from "./plan.ts";
import { addComparisons } from "./profile_edit.ts";
import { type Bench, PROFILE, refusal, report, withBench } from "./test_bench.ts";

const BAND = new Float32Array([1, 2, 3, 4]);
const RASTER = raster(BAND, 2, 2);

/** A point with one attribute. */
function geojson(epsg: string, attribute?: string): string {
  const point = { type: "Point", coordinates: [500_000, 5_200_000] };
  return JSON.stringify({
    type: "FeatureCollection",
    crs: { type: "name", properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } },
    features: attribute === undefined
      ? []
      : [{ type: "Feature", properties: { [attribute]: 1 }, geometry: point }],
  });
}

/** Methods take files by their endings. */
function pathOf({ method }: Pick<Comparison, "method">): string {
  const endings: Record<string, string> = {
    table_diff: "csv",
    vector_diff: "geojson",
    json_close: "json",
    json_exact: "json",
  };
  return `out/a.${endings[method] ?? "x"}`;
}

/** Compares one output so, with the first content as the baseline, and judges the second. */
async function withRisk(
  comparison: Omit<Comparison, "target">,
  [before, after]: readonly [Files[string], Files[string] | undefined],
  use: (bench: Bench, request: ReturnType<Bench["request"]>) => Promise<void>,
): Promise<void> {
  const path = pathOf(comparison);
  await withBench(async (bench) => {
    const file = join(bench.profileDir, "profile.yaml");
    const both = [{ target: path, ...comparison }, { target: "out/b", method: "text_exact" }];
    await writeFile(file, addComparisons(PROFILE, both, file));
    await bench.play({ [path]: before, "out/b": "same" });
    await bench.update({ allowSevere: true });
    const { reports } = await bench.play({
      ...(after === undefined ? {} : { [path]: after }),
      "out/b": "same",
    });
    await use(bench, bench.request({ report: report({ comparisons: reports }), prune: true }));
  });
}

test("riskOf() tells what is additive, moved and severe", async () => {
  const json = { method: "json_exact" };
  const keyed = { method: "json_close", params: { unordered: { "$.rows": "id" } } };
  const list = (length: number, value: number) => JSON.stringify(Array.from({ length }, () => value));
  const stats = { method: "raster_stats" };
  const text = { method: "text_exact" };
  const table = { method: "table_diff" };
  const cases: [
    comparison: Omit<Comparison, "target">,
    sides: readonly [Files[string], Files[string] | undefined],
    risk: string,
    reasons?: string[],
  ][] = [
    [json, ['{"a": 1}', '{"a": 1, "b": 2}'], "additive"],
    [json, ['{"a": [1]}', '{"a": [1, 2]}'], "additive"],
    [json, ['{"a": 1}', '{"a": 2}'], "moved"],
    [json, ['{"a": 1}', '{"a": 2, "b": 2}'], "moved"],
    [json, ['{"a": [1, 2]}', '{"a": [1]}'], "moved"],
    [json, ['{"a": 1, "b": 2}', '{"a": 1}'], "severe", ["lost $.b"]],
    [json, ['{"a": 1, "odd name": 2}', '{"a": 1}'], "severe", ['lost $["odd name"]']],
    [json, [`{"a":${list(58, 0)},"z":1}`, `{"a":${list(58, 1)}}`], "severe", [
      "lost 1 value more, which the report does not list",
    ]],
    [json, [`{"a":${list(58, 0)}}`, `{"a":${list(58, 1)}}`], "moved"],
    [keyed, [`{"rows": [{"id": 1}, {"id": 2}]}`, `{"rows": [{"id": 2}]}`], "moved"],
    [json, ['{"a": 1, "b": 2}', "{}"], "severe", ["holds nothing any more", "lost $.a", "lost $.b"]],
    [json, ['{"a": 1}', ""], "severe", [
      "is empty (0 bytes)",
      "could not be read as its comparison needs it",
    ]],
    [json, ['{"a": 1}', "no json"], "severe", ["could not be read as its comparison needs it"]],
    [json, ['{"a": 1}', undefined], "severe", ["is not produced any more"]],
    [text, ["a\nb\n", "a\n"], "moved"],
    [text, ["a\nb\n", "\n\n"], "severe", ["holds nothing any more"]],
    [stats, [RASTER, raster(BAND.map((cell) => cell * 2), 2, 2)], "moved"],
    [stats, [RASTER, raster(BAND, 2, 2, { ProjectedCSTypeGeoKey: 32612 })], "severe", [
      "has another coordinate reference system",
    ]],
    [stats, [RASTER, raster(BAND, 2, 2, { ModelPixelScale: [10, 10, 0] })], "severe", [
      "lies elsewhere or has another extent",
    ]],
    [stats, [RASTER, raster(BAND, 2, 2, { GDAL_NODATA: "-1" })], "severe", ["has another nodata value"]],
    [stats, [RASTER, raster(BAND, 4, 1)], "severe", ["has another size"]],
    [stats, [RASTER, raster(BAND.map(() => -9999), 2, 2)], "severe", ["is a raster without a valid cell"]],
    [stats, [raster(new Float32Array(8).fill(1), 2, 2), RASTER], "severe", ["lost a band"]],
    [{ method: "raster_pixels" }, [RASTER, raster(BAND, 4, 1)], "severe", ["has another size"]],
    [table, ["a,b\n1,2\n", "a,b\n1,3\n"], "moved"],
    [table, ["a,b\n1,2\n3,4\n", "a,b\n1,2\n"], "moved"],
    [table, ["a,b\n1,2\n", "a,b,c\n1,2,3\n"], "additive"],
    [table, ["a,b\n1,2\n", "a\n1\n"], "severe", ["lost column b"]],
    [table, ["a,b\n1,2\n", "a,b\n"], "severe", ["lost all its rows"]],
    [{ method: "vector_diff" }, [geojson("32611", "x"), geojson("32612", "x")], "severe", [
      "has another coordinate reference system",
    ]],
    [{ method: "vector_diff" }, [geojson("32611", "x"), geojson("32611", "y")], "severe", ["lost column x"]],
    [{ method: "vector_diff" }, [geojson("32611", "x"), geojson("32611")], "severe", [
      "lost all its features",
      "lost column x",
    ]],
    [{ method: "hash_exact" }, ["abc", "ab"], "moved"],
  ];
  for (const [comparison, sides, risk, reasons = []] of cases) {
    await withRisk(comparison, sides, async (_bench, request) => {
      const { risks } = await planUpdate({ ...request, allowSevere: true });
      const name = `${comparison.method} ${String(sides[0]).slice(0, 20)} -> ${
        String(sides[1]).slice(0, 20)
      }`;
      assert.deepEqual(risks.get(pathOf(comparison)), { risk, reasons }, name);
      const refused = risk === "severe" ? await refusal(planUpdate(request)) : undefined;
      if (refused === undefined) await planUpdate(request);
      else {assert.deepEqual([refused.verdict, refused.message], [
          "refused",
          `The output "${pathOf(comparison)}" ${reasons.join(", ")}`,
        ]);}
    });
  }
});

test("planUpdate() takes only the severe ones that were said yes to, a vanished file without --prune", async () => {
  await withRisk({ method: "json_exact" }, ["[1]", undefined], async (bench, request) => {
    const left = await planUpdate({ ...request, prune: false });
    assert.deepEqual([left.pruned.length, left.left.length], [0, 1]);
    await refusal(planUpdate({ ...request, allowSevere: new Set(["out/other"]) }));
    const yes = new Set(["out/a.json"]);
    await refusal(planUpdate({ ...request, prune: false, removes: yes }));
    await bench.update({ ...request, prune: false, removes: yes, allowSevere: yes }, "no longer written");
    const last = JSON.parse((await bench.read("ledger.jsonl")).trimEnd().split("\n").at(-1) ?? "");
    assert.equal(last.decision, "prune");
    assert.equal(last.evidence.risk, "severe");
    assert.equal(last.evidence.severe, "is not produced any more");
  });
});

test("planUpdate() refuses when a step answers with another status than when the baseline was accepted", async () => {
  await withBench(async (bench) => {
    await bench.play({ "out/a.json": "[1]" }, { statuses: { one: 200, two: 200 } });
    await bench.update();
    await bench.play({ "out/a.json": "[2]" }, { statuses: { one: 202, two: 200, three: 200 } });
    const refused = await refusal(planUpdate(bench.request()));
    assert.equal(refused.message, 'The step "one" answers 202, and 200 when the baseline was accepted');
    await bench.update({ allowSevere: true });
    const manifest = JSON.parse(await readFile(join(bench.baselineDir, "manifest.json"), "utf8"));
    assert.deepEqual(manifest.statuses, { one: 202, two: 200, three: 200 });
  });
});
