import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EvidenceView } from "../../model/evidence.ts";
import type { Comparison } from "../../model/profile.ts";
import { Pictures } from "../pictures.ts";
import { runComparisons } from "../run.ts";
import { type Content, type Files, manifestOf, withFolder, writeFiles } from "../test_fixtures.ts";
import { zip } from "../../zip/write.ts";

const packed = (files: Record<string, string>) =>
  zip(Object.entries(files).map(([path, text]) => ({ path, data: new TextEncoder().encode(text) })));

/** The views that one comparison leaves, by the name of their file. */
async function viewsOf(
  comparison: Comparison,
  before: Content,
  after: Content,
  clean = (text: string) => text,
): Promise<Record<string, EvidenceView>> {
  const [kept, made]: Files[] = [{ [comparison.target]: before }, { [comparison.target]: after }];
  return await withFolder(async (folder) => {
    const [baselineDir, runDir, dir] = [join(folder, "baseline"), join(folder, "run"), join(folder, "diff")];
    await writeFiles(baselineDir, kept ?? {});
    await writeFiles(runDir, made ?? {});
    const [report] = await runComparisons({
      ...{ comparisons: [comparison], baselineDir, runDir, manifest: manifestOf(kept ?? {}) },
      pictures: new Pictures({ dir, name: "diff", clean }),
    });
    const names = report?.artifacts.filter((name) => name.endsWith(".view.json")) ?? [];
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => {
        const text = await readFile(join(folder, name), "utf8");
        return [name, EvidenceView.parse(JSON.parse(text))] as const;
      })),
    );
  });
}

test("text_exact and text_diff leave the lines that count, and those within the tolerance as the same", async () => {
  const [before, after] = ["time 1\nloss 1.00\nsum 5\n", "time 2\nloss 1.01\nsum 7\n"];
  for (
    const [method, params] of [
      ["text_exact", { ignore: ["^time", "^loss"] }],
      ["text_diff", { ignore: ["^time"], tolerance: { abs: 0.1 } }],
    ] as const
  ) {
    const { "diff/a.txt.view.json": view } = await viewsOf(
      { target: "a.txt", method, params: { ...params } },
      before,
      after,
    );
    assert.ok(view?.kind === "text");
    const changed = view.hunks.flat().filter(({ same }) => !same);
    assert.deepEqual(changed, [{
      baseline: { number: 3, text: "sum 5" },
      produced: { number: 3, text: "sum 7" },
      same: false,
    }]);
    assert.equal(view.hunks.flat().some(({ baseline }) => baseline?.text.startsWith("time")), false);
  }
});

test("json_exact and json_close leave places with their key, and neighbours that are the same", async () => {
  const before = { rows: [{ id: 7, loss: 1.5, soil: "clay", year: 2, gone: [1, 2] }] };
  const after = { rows: [{ id: 7, loss: 2.5, soil: "clay", year: 3 }] };
  for (const method of ["json_exact", "json_close"]) {
    const { "diff/a.json.view.json": view } = await viewsOf(
      { target: "a.json", method },
      JSON.stringify(before),
      JSON.stringify(after),
    );
    assert.ok(view?.kind === "json");
    assert.deepEqual(view.places.map(({ where, kind }) => `${kind} ${where}`), [
      "changed $.rows[0].loss",
      "changed $.rows[0].year",
      "missing $.rows[0].gone",
    ]);
    const [loss, year, gone] = view.places;
    assert.deepEqual([loss?.before, loss?.baseline, loss?.produced, loss?.after], [
      ['"id": 7'],
      '"loss": 1.5',
      '"loss": 2.5',
      // `year` differs, too: it is no neighbour to find one's way by.
      ['"soil": "clay"'],
    ]);
    assert.deepEqual(year?.before, ['"soil": "clay"']);
    assert.deepEqual([gone?.baseline?.replace(/\s+/g, " "), gone?.produced], ['"gone": [ 1, 2 ]', undefined]);
  }
});

test("table_diff leaves the cells that differ with the keys of their rows, and figures of the columns", async () => {
  const { "diff/a.csv.view.json": view } = await viewsOf(
    { target: "a.csv", method: "table_diff", params: { key: "id", tolerance: { abs: 0.5 } } },
    "id,loss,soil\n1,10,clay\n2,20,sand\n3,30,silt\n",
    "id,loss,soil\n1,10.2,loam\n2,25,sand\n4,40,peat\n",
  );
  assert.ok(view?.kind === "table");
  assert.deepEqual(view.cells, [
    { key: "id 1", column: "soil", baseline: "clay", produced: "loam" },
    { key: "id 2", column: "loss", baseline: 20, produced: 25 },
  ]);
  assert.deepEqual(view.rows, { paired: 2, gone: 1, come: 1 });
  assert.deepEqual(view.columns, [
    { name: "loss", rule: "abs 0.5", beyond: 1, worst: { baseline: 20, produced: 25 } },
    { name: "soil", rule: "abs 0.5", beyond: 1 },
  ]);
});

test("vector_diff leaves the outlines of features that moved, and of those on one side only", async () => {
  const square = (id: number, x: number) => ({
    type: "Feature",
    properties: { id },
    geometry: { type: "Polygon", coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] },
  });
  const layer = (...features: unknown[]) => JSON.stringify({ type: "FeatureCollection", features });
  const { "diff/a.geojson.view.json": view } = await viewsOf(
    { target: "a.geojson", method: "vector_diff", params: { key: "id" } },
    layer(square(1, 0), square(2, 5), square(3, 10)),
    layer(square(1, 0), square(2, 5.5), square(4, 20)),
  );
  assert.ok(view?.kind === "vector");
  assert.deepEqual(view.bounds, [5, 0, 21, 1]);
  assert.deepEqual(
    view.features.map(({ name, baseline, produced }) => [name, baseline?.[0]?.[0], produced?.[0]?.[0]]),
    [
      ["feature id=2", [5, 0], [5.5, 0]],
      ["feature id=3", [10, 0], undefined],
      ["feature id=4", undefined, [20, 0]],
    ],
  );
});

test("archive_diff leaves the members of both sides, without those that are ignored", async () => {
  const { "diff/a.zip.view.json": view } = await viewsOf(
    { target: "a.zip", method: "archive_diff", params: { ignore: ["*.log"] } },
    packed({ "a.txt": "1\n", "gone.txt": "22\n", "run.log": "x" }),
    packed({ "a.txt": "2\n", "new.txt": "333\n", "run.log": "yy" }),
  );
  assert.ok(view?.kind === "archive");
  assert.deepEqual(view.members, [
    { path: "gone.txt", baseline: 3, produced: null },
    { path: "new.txt", baseline: null, produced: 4 },
    { path: "a.txt", baseline: 2, produced: 2 },
  ]);
});

test("views hold nothing that was not cleaned", async () => {
  const clean = (text: string) => text.replaceAll("hunter2", "-");
  const cases: [Comparison, string, string][] = [
    [{ target: "a.txt", method: "text_exact" }, "hunter2 1\n", "hunter2 2\n"],
    [
      { target: "a.json", method: "json_exact" },
      '{"hunter2":"hunter2","n":1}',
      '{"hunter2":"hunter2 ","n":2}',
    ],
    [{ target: "a.csv", method: "table_diff" }, "hunter2,b\n1,2\n", "hunter2,b\nhunter2,2\n"],
  ];
  for (const [comparison, before, after] of cases) {
    const views = Object.values(await viewsOf(comparison, before, after, clean));
    assert.equal(views.length, 1, comparison.method);
    assert.doesNotMatch(JSON.stringify(views), /hunter2/, comparison.method);
  }
});

test("what is equal leaves no view", async () => {
  assert.deepEqual(await viewsOf({ target: "a.txt", method: "text_exact" }, "a\n", "a\n"), {});
});
