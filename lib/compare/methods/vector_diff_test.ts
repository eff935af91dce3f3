/** The cases of `vector_diff`. One file, though long: all of them change the same two features. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testCases } from "../test_cases.ts";
import { Findings } from "../findings.ts";
import { compareFiles, type Files } from "../test_fixtures.ts";
import { within } from "../tolerance.ts";
import { compareLayers } from "../vector/compare_layers.ts";
import { parseGeojson } from "../vector/geojson.ts";
import { dbf, shp } from "../vector/test_shapefile.ts";

type Json = Record<string, unknown>;
const SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
const HOLE = [[2, 2], [2, 4], [4, 4], [4, 2], [2, 2]];

function feature(properties: Json, geometry: Json | null = { type: "Polygon", coordinates: [SQUARE, HOLE] }) {
  return { type: "Feature", properties, geometry };
}
function polygon(...coordinates: number[][][]): Json {
  return { type: "Polygon", coordinates };
}
function collection(features: unknown[], more: Json = {}): string {
  return JSON.stringify({ type: "FeatureCollection", ...more, features });
}
const moved = (ring: number[][], dx: number, dy = 0) => ring.map(([x = 0, y = 0]) => [x + dx, y + dy]);
const A = feature({ TopazID: 22, loss: 1.5, name: "a" });
const B = feature({ TopazID: 31, loss: 0.25, name: "b" }, polygon(moved(SQUARE, 100)));
const BASE = collection([A, B]);
const withA = (properties: Json, geometry?: Json | null) =>
  collection([
    feature({ ...A.properties, ...properties }, geometry === undefined ? A.geometry : geometry),
    B,
  ]);
const KEY = { key: "TopazID" };

testCases("vector_diff", BASE, [
  {
    name: "equal features, written otherwise",
    produced: JSON.stringify(JSON.parse(BASE), null, 2),
    verdict: "passed",
  },
  {
    name: "newline-delimited features",
    produced: `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`,
    verdict: "passed",
  },
  {
    name: "a text sequence",
    produced: `\x1e${JSON.stringify(A)}\n\x1e${JSON.stringify(B)}\n`,
    verdict: "passed",
  },
  {
    name: "an attribute within",
    produced: withA({ loss: 1.51 }),
    params: { tolerance: { rel: 0.01 } },
    verdict: "passed",
  },
  {
    name: "an attribute beyond",
    produced: withA({ loss: 1.52 }),
    params: { tolerance: { rel: 0.01 } },
    verdict: "failed",
    differences: ["changed feature 1: loss"],
    message: /\+0\.02 \(\+1\.33 %\)/,
  },
  {
    name: "a corner near zero that moved by rounding",
    baseline: JSON.stringify({ type: "LineString", coordinates: [[0, 0], [100, 0]] }),
    produced: JSON.stringify({ type: "LineString", coordinates: [[1e-15, -1e-15], [100, 0]] }),
    verdict: "passed",
  },
  {
    name: "a corner near zero that moved by more",
    baseline: JSON.stringify({ type: "LineString", coordinates: [[0, 0], [100, 0]] }),
    produced: JSON.stringify({ type: "LineString", coordinates: [[0, 2e-7], [100, 0]] }),
    verdict: "failed",
    differences: ["changed feature 1: ymax", "changed feature 1: distance"],
  },
  {
    name: "a point at the boundary",
    baseline: JSON.stringify({ type: "Point", coordinates: [1, 2] }),
    produced: JSON.stringify({ type: "Point", coordinates: [1.1, 2] }),
    params: { geometry: { distance: 0.1, bounds: 0.1 } },
    verdict: "passed",
  },
  {
    name: "numbers of a list within",
    baseline: withA({ loss: [1.0, 2.0], more: { x: 1 } }),
    produced: withA({ loss: [1.05, 2.0], more: { x: 1.1 } }),
    params: { tolerance: 0.2 },
    verdict: "passed",
  },
  {
    name: "numbers of a list beyond",
    baseline: withA({ loss: [1.0, 2.0], more: { x: 1, y: [] } }),
    produced: withA({ loss: [1.05, 2.5, 3], more: { y: [], x: 2 } }),
    params: { tolerance: 0.2, tolerances: { more: 1 } },
    verdict: "failed",
    differences: ["changed feature 1: loss[1]", "extra feature 1: loss[2]"],
    message: /^\+0\.5 /,
  },
  {
    name: "an attribute that is another large integer",
    baseline: withA({ loss: 42 }).replace("42", "9007199254740993"),
    produced: withA({ loss: 42 }).replace("42", "9007199254740992"),
    params: { tolerance: 0.5 },
    verdict: "failed",
    differences: ["changed feature 1: loss"],
    message: /^-1 /,
  },
  {
    name: "a tolerance of the attribute itself",
    produced: withA({ loss: 1.6 }),
    params: { tolerance: 9, tolerances: { loss: 0.01 }, ...KEY },
    verdict: "failed",
    differences: ["changed feature TopazID=22: loss"],
  },
  {
    name: "a feature less",
    produced: collection([B]),
    params: KEY,
    verdict: "failed",
    differences: ["changed features", "missing feature TopazID=22"],
  },
  {
    name: "a feature more",
    produced: collection([A, B, feature({ TopazID: 42, loss: 1, name: "c" })]),
    params: KEY,
    verdict: "failed",
    differences: ["changed features", "extra feature TopazID=42"],
  },
  { name: "reordered features with a key", produced: collection([B, A]), params: KEY, verdict: "passed" },
  {
    name: "reordered features with ids",
    baseline: collection([{ ...A, id: 1 }, { ...B, id: "x" }]),
    produced: collection([{ ...B, id: "x" }, { ...A, id: 1 }]),
    verdict: "passed",
  },
  {
    name: "reordered features without a key",
    baseline: collection([feature({ n: 1 }), feature({ n: 2 })]),
    produced: collection([feature({ n: 2 }), feature({ n: 1 })]),
    verdict: "failed",
    differences: ["changed feature 1: n", "changed feature 2: n"],
  },
  {
    name: "a type changed",
    produced: withA({ loss: "1.5" }),
    params: { tolerance: 9 },
    verdict: "failed",
    differences: ["changed feature 1: loss"],
    message: /type changed from number to string/,
  },
  {
    name: "a NaN on both sides",
    baseline: withA({ loss: 7 }).replace("7", "NaN"),
    produced: withA({ loss: 7 }).replace("7", " NaN"),
    verdict: "passed",
  },
  {
    name: "a NaN on one side",
    produced: withA({ loss: 7 }).replace("7", "NaN"),
    params: { tolerance: 9 },
    verdict: "failed",
    differences: ["changed feature 1: loss"],
  },
  {
    name: "no data in place of a number",
    produced: withA({ loss: null }),
    params: { tolerance: 9 },
    verdict: "failed",
    differences: ["changed feature 1: loss"],
    message: /type changed from number to null/,
  },
  {
    name: "a column less and one more",
    produced: collection([
      feature({ TopazID: 22, lost: 1.5, name: "a" }),
      feature({ TopazID: 31, lost: 0.25, name: "b" }, B.geometry),
    ]),
    verdict: "failed",
    differences: ["missing column loss", "extra column lost"],
  },
  {
    name: "an attribute that one feature lost",
    produced: collection([feature({ TopazID: 22, name: "a" }), B]),
    verdict: "failed",
    differences: ["missing feature 1: loss"],
  },
  {
    name: "an attribute that is ignored",
    produced: withA({ name: "z" }),
    params: { ignore: ["name"] },
    verdict: "passed",
  },
  {
    name: "rules that match nothing",
    produced: withA({ name: "z" }),
    params: { ignore: ["nome"], tolerances: { lost: 1 } },
    verdict: "failed",
    differences: ["changed feature 1: name"],
    reason: /rule "lost" matched nothing; The rule "nome" matched nothing/,
  },
  {
    name: "nested attributes in another order",
    baseline: withA({ x: { a: [1], b: 2 } }),
    produced: withA({ x: { b: 2, a: [1] } }),
    verdict: "passed",
  },
  {
    name: "rings that start elsewhere and run the other way",
    produced: withA({}, polygon([...SQUARE.slice(2), ...SQUARE.slice(1, 3)].toReversed(), HOLE.toReversed())),
    verdict: "passed",
  },
  {
    name: "a corner moved within",
    produced: withA({}, polygon([[0, 0], [10, 0], [10.3, 10.3], [0, 10], [0, 0]], HOLE)),
    params: { geometry: { distance: 0.5 } },
    verdict: "passed",
  },
  {
    name: "a corner moved beyond",
    produced: withA({}, polygon([[0, 0], [10, 0], [10.4, 10.4], [0, 10], [0, 0]], HOLE)),
    params: { geometry: { distance: 0.5 } },
    verdict: "failed",
    differences: ["changed feature 1: distance"],
  },
  {
    name: "an area beyond",
    produced: withA({}, polygon([[0, 0], [10, 0], [10, 11], [0, 10], [0, 0]], HOLE)),
    params: { geometry: { area: { rel: 0.01 } } },
    verdict: "failed",
    differences: ["changed feature 1: area"],
    message: /\+5 \(\+5\.21 %\)/,
  },
  {
    name: "all measures, when none is named",
    produced: withA({}, polygon([[0, 0], [10, 0], [10, 11], [0, 10], [0, 0]], HOLE)),
    verdict: "failed",
    differences: ["area", "length", "ymax", "distance"].map((name) => `changed feature 1: ${name}`),
  },
  {
    name: "a hole less",
    produced: withA({}, polygon(SQUARE)),
    params: { geometry: { bounds: 0 } },
    verdict: "failed",
    differences: ["changed feature 1: parts"],
  },
  {
    name: "another type of geometry",
    produced: withA({}, { type: "MultiPolygon", coordinates: [[SQUARE, HOLE]] }),
    verdict: "failed",
    differences: ["changed feature 1: geometry type"],
  },
  {
    name: "a geometry that is gone",
    produced: withA({}, null),
    verdict: "failed",
    differences: ["changed feature 1: geometry type"],
  },
  {
    name: "a height",
    baseline: collection([feature({}, { type: "Point", coordinates: [1, 2, 3] })]),
    produced: collection([feature({}, { type: "Point", coordinates: [1, 2, 3.5] })]),
    params: { geometry: { distance: 0.1 } },
    verdict: "failed",
    differences: ["changed feature 1: distance"],
  },
  {
    name: "another CRS",
    produced: collection([A, B], {
      crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::26911" } },
    }),
    verdict: "failed",
    differences: ["changed crs"],
  },
  {
    name: "the CRS that is meant anyway",
    produced: collection([A, B], {
      crs: { type: "name", properties: { name: "urn:ogc:def:crs:OGC:1.3:CRS84" } },
    }),
    verdict: "passed",
  },
  {
    name: "no features on both sides",
    baseline: collection([]),
    produced: collection([]) + " ",
    verdict: "passed",
  },
  {
    name: "no features any more",
    produced: collection([]),
    params: KEY,
    verdict: "failed",
    differences: [
      "changed features",
      ...["TopazID", "loss", "name"].map((name) => `missing column ${name}`),
      "missing feature TopazID=22",
      "missing feature TopazID=31",
    ],
  },
  {
    name: "an empty file",
    produced: "",
    verdict: "error",
    reason: /produced file "out\/file" cannot be read: it is empty/,
  },
  { name: "a damaged file", produced: BASE.slice(0, -40), verdict: "error", reason: /line 1, column \d+/ },
  {
    name: "a damaged feature",
    produced: `${JSON.stringify(A)}\n{"type":"Feature","geometry":3}`,
    verdict: "error",
    reason: /line 2: its geometry is no object/,
  },
  {
    name: "damaged coordinates",
    produced: collection([A, feature({}, { type: "LineString", coordinates: [[1, 2], ["3", 4]] })]),
    verdict: "error",
    reason: /feature 2: its coordinates are no positions/,
  },
  { name: "another format", produced: Uint8Array.of(0x89, 0x50, 0), verdict: "error", reason: /is not text/ },
  { name: "other JSON", produced: '{"rows":[]}', verdict: "error", reason: /null is no type of GeoJSON/ },
  {
    name: "a key that a feature lacks",
    produced: collection([A, feature({ loss: 1 })]),
    params: KEY,
    verdict: "error",
    reason: /Feature 2 of the produced file "out\/file" has no "TopazID"/,
  },
  {
    name: "a key that two features have",
    produced: collection([A, A]),
    params: KEY,
    verdict: "error",
    reason: /Two features of the produced file "out\/file" have TopazID=22/,
  },
]);

const FIELDS: Parameters<typeof dbf>[0] = [["TopazID", "N", 8], ["loss", "N", 12], ["name", "C", 6]];
const ROWS = [["22", "1.5", "a"], ["31", "0.25", "b"]];
const SHAPES = [[SQUARE.toReversed(), HOLE.toReversed()], [moved(SQUARE, 100).toReversed()]];
const SHAPEFILE: Files = {
  "dem/channels.shp": shp("polygon", SHAPES),
  "dem/channels.dbf": dbf(FIELDS, ROWS),
  "dem/channels.prj": 'PROJCS["UTM", UNIT["metre",1]]',
  "dem/channels.shx": Uint8Array.of(1),
};
async function shapefile(produced: Files, params: Json = {}, baseline = SHAPEFILE) {
  const [report] = await compareFiles(baseline, produced, [{
    target: "dem/channels.*",
    method: "vector_diff",
    params,
  }]);
  assert.ok(report);
  return [report.verdict, ...report.differences.map(({ kind, file, where }) => `${kind} ${file} ${where}`)];
}

test("vector_diff compares the files of a shapefile, its side files and dates left aside", async () => {
  const turned = [
    [[...SQUARE.slice(2), ...SQUARE.slice(1, 3)].toReversed(), HOLE.toReversed()],
    SHAPES[1] ?? [],
  ];
  const same = {
    ...SHAPEFILE,
    "dem/channels.shp": shp("polygon", turned),
    "dem/channels.shx": Uint8Array.of(2),
  };
  assert.deepEqual(await shapefile(same), ["passed"]);
  assert.deepEqual(await shapefile({ ...SHAPEFILE, "dem/channels.dbf": dbf(FIELDS, ROWS, [99, 9, 9]) }), [
    "passed",
  ]);
  const other = [["22", "1.6", "a"], ["31", "0.25", "b"]];
  const loss = { ...SHAPEFILE, "dem/channels.dbf": dbf(FIELDS, other) };
  assert.deepEqual(await shapefile(loss), ["failed", "changed dem/channels.dbf feature 1: loss"]);
  assert.deepEqual(await shapefile(loss, { tolerance: 0.2 }), ["passed"]);
  const wider: Parameters<typeof dbf>[0] = [["TopazID", "N", 8], ["loss", "C", 12], ["name", "C", 6]];
  assert.deepEqual(
    (await shapefile({ ...SHAPEFILE, "dem/channels.dbf": dbf(wider, ROWS) }))[1],
    "changed dem/channels.dbf column loss",
  );
  const elsewhere = {
    ...SHAPEFILE,
    "dem/channels.shp": shp("polygon", [SHAPES[0] ?? [], [moved(SQUARE, 101)]]),
  };
  assert.deepEqual(await shapefile(elsewhere, { geometry: { distance: 0.5 } }), [
    "failed",
    "changed dem/channels.shp feature 2: distance",
  ]);
  assert.deepEqual(await shapefile({ ...SHAPEFILE, "dem/channels.prj": 'PROJCS["UTM",UNIT["metre",1]]\n' }), [
    "passed",
  ]);
  assert.deepEqual(await shapefile({ ...SHAPEFILE, "dem/channels.prj": 'PROJCS["UTM 12"]' }), [
    "failed",
    "changed dem/channels.prj crs",
  ]);
  const { "dem/channels.dbf": _, ...rest } = SHAPEFILE;
  assert.deepEqual(await shapefile(rest), ["failed", "missing dem/channels.dbf file"]);
});

test("vector_diff takes the key of a shapefile's features from its .dbf", async () => {
  const reordered: Files = {
    ...SHAPEFILE,
    "dem/channels.shp": shp("polygon", SHAPES.toReversed()),
    "dem/channels.dbf": dbf(FIELDS, ROWS.toReversed()),
  };
  assert.deepEqual(await shapefile(reordered, { key: "TopazID" }), ["passed"]);
  assert.equal((await shapefile(reordered))[0], "failed");
});

test("vector_diff says when a baseline keeps geometries without attributes", async () => {
  const only = { "dem/channels.shp": shp("polygon", SHAPES) };
  const produced = { ...SHAPEFILE, "dem/channels.shp": shp("polygon", SHAPES.toReversed()) };
  const run = (params: Json) =>
    compareFiles(only, produced, [{ target: "dem/channels.shp", method: "vector_diff", params }]);
  const [report] = await run({});
  assert.match(
    report?.notes.join() ?? "",
    /attributes are not compared: the baseline does not keep channels.dbf/,
  );
  const [keyed] = await run({ key: "TopazID" });
  assert.match(
    keyed?.reason ?? "",
    /baseline file "dem\/channels.shp" cannot be read: .* channels.dbf is not beside/,
  );
});

test("vector_diff finds every attribute and corner that moved beyond its tolerance, and none within", () => {
  const amount = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  const rule = fc.record({
    abs: fc.double({ min: 0, max: 10, noNaN: true }),
    rel: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });
  const share = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 5 }),
      rule,
      fc.nat(),
      share,
      fc.nat(3),
      (values, tolerance, pick, factor, corner) => {
        const at = pick % values.length;
        const before = values[at] ?? 0;
        const after = before + (tolerance.abs + tolerance.rel * Math.abs(before)) * factor;
        const step = factor + 0.01;
        const layer = (list: number[], shift: number) =>
          parseGeojson(collection(
            list.map((v, index) => {
              const ring = SQUARE.slice(0, 4).map(([x = 0, y = 0], one) =>
                index === at && one === corner ? [x + (x > 5 ? shift : -shift), y] : [x, y]
              );
              return feature({ id: index, v }, polygon([...ring, ring[0] ?? []]));
            }).toReversed(),
          ));
        const findings = new Findings();
        const rules = {
          key: ["id"],
          tolerance,
          tolerances: {},
          ignore: [],
          geometry: { distance: { abs: 1 } },
        };
        compareLayers(layer(values, 0), layer(values.with(at, after), step), rules, findings, {
          prefix: "",
          file: "x",
        });
        const expected = [
          ...(within(before, after, tolerance) ? [] : [`feature id=${at}: v`]),
          ...(step > 1 ? [`feature id=${at}: distance`] : []),
        ];
        assert.deepEqual(findings.outcome().differences.map(({ where }) => where), expected);
      },
    ),
    { numRuns: 2000 },
  );
});
