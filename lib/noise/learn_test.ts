import assert from "node:assert/strict";
import { test } from "node:test";
import { raster } from "../compare/test_fixtures.ts";
import type { Comparison } from "../model/profile.ts";
import {
  differencesBetween,
  jitterOf,
  learnedOf,
  learnFile,
  type PlayedFile,
  shuffled,
} from "./test_plays.ts";

const IDS = Array.from({ length: 12 }, (_, n) => 21 + 10 * n);
const loss = (id: number) => 0.3 + id * id / 1000;

/** Contents with figures that may drift: what a file of each kind looks like in a play. */
const KINDS: Record<
  string,
  (jitter: (value: number) => number, drift: number, play: number) => string | Uint8Array
> = {
  "summary.json": (jitter, drift, play) => {
    const rows = IDS.map((id) => ({ topaz_id: id, loss: jitter(loss(id) * drift), area: id * 2 }));
    const at = `2026-01-02T03:04:${10 + play}Z`;
    return JSON.stringify({
      rows: shuffled(rows, play),
      at,
      took: play * 7 + 0.3,
      total: jitter(250 * drift),
    });
  },
  "rows.csv": (jitter, drift, play) => {
    const rows = IDS.map((id) =>
      `${id},${id % 3 === 0 ? "top" : "left"},${jitter(loss(id) * drift).toFixed(4)},${id}.5`
    );
    return ["topaz_id,side,loss,area", ...shuffled(rows, play), ""].join("\n");
  },
  "report.txt": (jitter, drift, play) =>
    [
      "ANNUAL SUMMARY",
      `WEPP built 2026-01-0${1 + play % 9} 10:0${play % 9}`,
      ...IDS.map((id) => `Hill ${id}  soil loss ${jitter(loss(id) * 1000 * drift).toFixed(2)} kg`),
      `took ${play * 3 + 1} s`,
      "",
    ].join("\n"),
  "hills.geojson": (jitter, drift, play) => {
    const features = IDS.map((id) => {
      const ring = [[0, 0], [10, 0], [10, 10], [0, 0]].map(([x = 0, y = 0]) => [
        id * 100 + x + jitter(1),
        y * drift,
      ]);
      const geometry = { type: "Polygon", coordinates: [[...ring.slice(0, 3), ring[0]]] };
      const properties = { topaz_id: id, loss: jitter(loss(id) * drift), made: `at ${play}` };
      return { type: "Feature", properties, geometry };
    });
    return JSON.stringify({ type: "FeatureCollection", features: shuffled(features, play) });
  },
  "loss.tif": (jitter, drift) => {
    const values = IDS.map((id) => jitter(loss(id) * drift));
    return raster(Float32Array.from([...values, -9999, -9999, -9999, -9999]), 4, 4);
  },
};

const METHODS: Comparison[] = [
  { target: "summary.json", method: "json_exact" },
  { target: "summary.json", method: "json_close", params: { tolerance: { rel: 1e-6 } } },
  { target: "rows.csv", method: "table_diff", params: { key: "topaz_id" } },
  { target: "report.txt", method: "text_exact" },
  { target: "report.txt", method: "text_diff", params: { mask: ["dates"], tolerance: 0.001 } },
  { target: "loss.tif", method: "raster_stats" },
  { target: "loss.tif", method: "raster_stats", params: { tolerance: { mean: { rel: 1e-6 }, max: 0.001 } } },
  { target: "loss.tif", method: "raster_stats", params: { tolerance: { q50: 0, histogram: { rel: 1e-6 } } } },
  { target: "loss.tif", method: "raster_stats", params: { bands: { "1": { max: 0.001, mean: 0 } } } },
  { target: "loss.tif", method: "raster_pixels" },
  {
    target: "loss.tif",
    method: "raster_pixels",
    params: { max_error: 0.001, bands: { "1": { tolerance: 0, rmse: 1 } } },
  },
  { target: "rows.csv", method: "hash_exact" },
  { target: "hills.geojson", method: "vector_diff" },
  {
    target: "hills.geojson",
    method: "vector_diff",
    params: { key: "topaz_id", geometry: { area: 0, bounds: 0 } },
  },
];

for (const comparison of METHODS) {
  const { target, method, params } = comparison;
  const name = `${method}${params === undefined ? "" : ` ${JSON.stringify(params)}`} on ${target}`;
  test(`the rule learned for ${name} lets further plays pass and finds 3 per cent`, async () => {
    const content = (play: number, drift = 1) => KINDS[target]?.(jitterOf(play + 1), drift, play) ?? "";
    const change = await learnFile({ comparison, write: (play) => content(play) });
    assert.ok(change !== undefined);
    assert.notEqual(change.after.method, "exists", JSON.stringify(change.findings));
    assert.deepEqual(change.beyond, []);
    for (let play = 11; play <= 20; play++) {
      assert.equal(await differencesBetween(change.after, content(0), content(play)), 0, `play ${play}`);
    }
    for (const drift of [1.03, 0.97]) {
      assert.ok(await differencesBetween(change.after, content(0), content(11, drift)) > 0, `drift ${drift}`);
    }
  });
}

async function learn(
  method: string,
  write: PlayedFile["write"],
  params?: Record<string, unknown>,
  target = "a.json",
) {
  return await learnFile({
    comparison: { target, method, ...(params === undefined ? {} : { params }) },
    write,
  });
}

test("a change on which all plays agree is not learned", async () => {
  const write = (play: number) => JSON.stringify({ a: play === 0 ? 1 : 1.1 });
  assert.equal(await learn("json_exact", write), undefined);
});

test("what goes beyond the noise is said, and no rule is loosened for it", async () => {
  const write = (play: number) => JSON.stringify({ a: jitterOf(play)(play === 0 ? 100 : 110), b: 1 });
  const change = await learn("json_exact", write);
  assert.ok(change !== undefined);
  assert.deepEqual(change.beyond, [{ file: "a.json", differences: 1 }]);
  const { rel = 1 } = Object.values(change.after.params?.["tolerances"] ?? {})[0] as { rel?: number };
  assert.ok(rel < 0.03, String(rel));
});

test("a rule that holds the noise stays as it is", async () => {
  const write = (play: number) => JSON.stringify({ a: jitterOf(play)(100) });
  assert.equal(await learn("json_close", write, { tolerance: { rel: 0.02 } }), undefined);
});

test("a place that does not vary stays exact, and so do the rules for other places", async () => {
  const write = (play: number) => JSON.stringify({ a: jitterOf(play)(100), b: 5, c: 7, t: play });
  const own = { tolerances: { "$.c": 2 }, ignore: ["$.t"] };
  const change = await learn("json_close", write, own);
  assert.deepEqual(Object.keys(change?.after.params?.["tolerances"] ?? {}), ["$.c", "$.a"]);
  assert.deepEqual(change?.after.params?.["ignore"], ["$.t"]);
  assert.equal(
    await differencesBetween(
      change?.after ?? assert.fail(),
      write(0),
      write(0).replace('"b":5', '"b":5.0001'),
    ),
    1,
  );
});

test("rows of numbers as names of members share one place", async () => {
  const write = (play: number) => {
    const jitter = jitterOf(play);
    return JSON.stringify({ covers: Object.fromEntries(IDS.map((id) => [id, { can: jitter(0.5) }])) });
  };
  const change = await learn("json_exact", write);
  assert.deepEqual(Object.keys(change?.after.params?.["tolerances"] ?? {}), ["$.covers.*.can"]);
});

test("a clock is ignored and gets no tolerance", async () => {
  const write = (play: number) => JSON.stringify({ made: 1_790_000_000 + play * 30, a: 1 });
  assert.deepEqual((await learn("json_exact", write))?.after.params, { ignore: ["$.made"] });
});

test("a member that some plays lack is ignored", async () => {
  const write = (play: number) => JSON.stringify(play % 2 === 0 ? { a: 1, w: "x" } : { a: 1 });
  assert.deepEqual((await learn("json_exact", write))?.after.params, { ignore: ["$.w"] });
});

test("lists of texts in any order are paired by their values", async () => {
  const write = (play: number) => JSON.stringify({ tags: shuffled(["a", "b", "c", "d"], play) });
  assert.deepEqual((await learn("json_exact", write))?.after.params, { unordered: ["$.tags"] });
});

test("content that is another one in every play is left out, with its method said", async () => {
  const write = (play: number) =>
    Array.from({ length: 9 }, (_, n) => `${(n * 37 + play * 101) % 997}\n`).join("");
  const change = await learn("text_exact", write, { ignore: ["x"] }, "a.log.out");
  assert.deepEqual(change?.after, { target: "a.log.out", method: "exists" });
  assert.equal(change?.findings[0]?.before, "text_exact");
});

test("columns of words that vary are ignored, and nothing else is", async () => {
  const write = (play: number) => `id,host,n\n1,h${play},5\n2,g${play},6\n`;
  const change = await learn("table_diff", write, undefined, "a.csv");
  assert.deepEqual(change?.after, { target: "a.csv", method: "table_diff", params: { ignore: ["host"] } });
});

test("a comparison of text never becomes one of tables: that is left to a person", async () => {
  const comparison = { target: "a.csv", method: "text_exact" };
  const write = (play: number) => `id,host,n\n1,h${play},5\n2,g${play},6\n`;
  const { changes, byHand } = await learnedOf({ comparison, write });
  assert.deepEqual(changes, []);
  assert.match(byHand[0]?.why ?? "", /^varies in what table_diff {"ignore":\["host"\]} would hold, /);
});

test("a text with rows of figures keeps its method and its ignores, and text outside of the rows counts", async () => {
  const write = (play: number) => {
    const jitter = jitterOf(play, 5e-7);
    const rows = IDS.map((id) => `${String(id).padStart(4)}${jitter(id * 3.7).toFixed(5).padStart(14)}`);
    return [`WEPP VERSION ${play}`, "soil loss", "  id   loss", ...rows, "end of table", ""].join("\n");
  };
  const change = await learn("text_exact", write, { ignore: ["^WEPP VERSION"] }, "loss_pw0.txt");
  assert.equal(change?.after.method, "text_diff");
  assert.deepEqual(change.after.params?.["ignore"], ["^WEPP VERSION"]);
  const odd = write(0).replace("soil loss", "*** WARNING: simulation did not converge ***\nsoil loss");
  assert.ok(await differencesBetween(change.after, write(0), odd) > 0);
});

test("raster_pixels counts cells with data in some plays only", async () => {
  const write = (play: number) => raster(new Float32Array([1, 2, play % 2 === 0 ? -9999 : 3, 4]), 2, 2);
  const change = await learn("raster_pixels", write, undefined, "a.tif");
  assert.deepEqual(change?.after.params, { mask: 2 });
});

test("content that is the same in some plays is not left out", async () => {
  const write = (play: number) =>
    play % 2 === 0 ? raster(new Float32Array(4), 2, 2) : raster(new Float32Array(2), 2, 1);
  const { changes, byHand } = await learnedOf({
    comparison: { target: "a.tif", method: "raster_stats" },
    write,
  });
  assert.deepEqual([changes, byHand[0]?.why], [[], "differs in some of the plays and agrees in others"]);
});

test("columns of different kinds in one table get tolerances of their own", async () => {
  const write = (play: number) => {
    const jitter = jitterOf(play);
    const rows = Array.from(
      { length: 40 },
      (_, n) =>
        `${String(n + 1).padStart(4)}${jitter(5 + n).toFixed(1).padStart(8)}${
          jitter(0.004 + n / 1000).toFixed(4).padStart(9)
        }`,
    );
    return [" day  Runoff   IR-det", ...rows, ""].join("\n");
  };
  const change = await learn("table_diff", write, undefined, "H1.ebe.dat");
  assert.equal(change?.after.method, "table_diff");
  const tolerances = change?.after.params?.["tolerances"] as Record<string, { abs?: number }>;
  assert.deepEqual(Object.keys(tolerances), ["Runoff", "IR-det"]);
  assert.equal(tolerances["IR-det"]?.abs, 0.00015);
});

test("a column with the time of the play is ignored", async () => {
  const write = (play: number) =>
    `id,made,n\n1,${1_790_000_000 + 9 * play},5\n2,${1_790_000_001 + 9 * play},6\n`;
  assert.deepEqual((await learn("table_diff", write, undefined, "a.csv"))?.after.params, {
    ignore: ["made"],
  });
});

test("features that have ids need no key when they change places", async () => {
  const write = (play: number) => {
    const jitter = jitterOf(play);
    const features = IDS.map((id) => {
      const geometry = { type: "Point", coordinates: [id, 1] };
      return { type: "Feature", id, properties: { loss: jitter(loss(id)) }, geometry };
    });
    return JSON.stringify({ type: "FeatureCollection", features: shuffled(features, play) });
  };
  const change = await learn("vector_diff", write, undefined, "a.geojson");
  assert.deepEqual(Object.keys(change?.after.params ?? {}), ["tolerances"]);
});

test("a document that is a list whose elements change places is paired by what tells them apart", async () => {
  const write = (play: number) => JSON.stringify(shuffled(IDS.map((id) => ({ id, loss: loss(id) })), play));
  const change = await learn("json_exact", write);
  assert.deepEqual(change?.after.params, { unordered: { $: "id" } });
});

/** A table whose rows or cells are other ones in play 3. */
const table = (rows: number, odd = "10.5") => {
  const lines = Array.from({ length: rows }, (_, n) => `${n},${n === 7 ? odd : n * 1.5},${n * 2}`);
  return ["a,b,c", ...lines, ""].join("\n");
};

test("one NaN ignores its column or its place and nothing else", async () => {
  const csv = (play: number) => table(50, play === 3 ? "nan" : "10.5");
  assert.deepEqual((await learn("table_diff", csv, undefined, "a.csv"))?.after.params, { ignore: ["b"] });
  const json = (play: number) => `{"a": 1, "b": ${play === 3 ? "NaN" : 2.5}, "c": Infinity, "d": NaN}`;
  assert.deepEqual((await learn("json_exact", json))?.after.params, { ignore: ["$.b"] });
});

test("a table with a row less in one play is left to a person, and its rows are counted", async () => {
  const write = (play: number) => table(play === 3 ? 49 : 50);
  for (const method of ["table_diff", "hash_exact", "text_exact"]) {
    const { changes, byHand } = await learnedOf({ comparison: { target: "a.csv", method }, write });
    assert.deepEqual(changes, []);
    assert.equal(byHand[0]?.why, "has 49 rows in some plays and up to 50 in others");
  }
});

test("of a list that is shorter in one play the end alone is ignored", async () => {
  const write = (play: number) => JSON.stringify({ x: [[1, 2, 3], play === 3 ? [4, 5] : [4, 5, 6]] });
  assert.deepEqual((await learn("json_exact", write))?.after.params, { ignore: ["$.x[*][2]"] });
});

test("a pattern of lines that vary hides no line that does not, else there is none", async () => {
  const hash = (play: number) => ((play + 1) * 7919).toString(36).repeat(2);
  const write = (play: number) => `head\nsum 5.0 x${hash(play)}\nsum of erosion 22\n`;
  const change = await learn("text_exact", write, undefined, "a.out");
  assert.deepEqual(change?.after.params, { ignore: ["^\\s*sum\\s+[-+]?\\.?\\d\\S*"] });
  const comparison = { target: "a.out", method: "text_exact" };
  const alike = (play: number) => `head\nsum x${hash(play)}\nsum of erosion 22\n`;
  const { changes, byHand } = await learnedOf({ comparison, write: alike });
  assert.deepEqual(changes, []);
  assert.match(
    byHand[0]?.why ?? "",
    /^has lines like "sum x.*, which vary and begin as lines do that do not$/,
  );
});
