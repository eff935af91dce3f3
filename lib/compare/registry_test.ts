import assert from "node:assert/strict";
import { test } from "node:test";
import { checkComparison } from "./registry.ts";

const check = (method: string, params?: Record<string, unknown>, target = "a.tif") =>
  checkComparison({ target, method, ...(params === undefined ? {} : { params }) });

test("checkComparison() accepts the sample of the specification", () => {
  assert.equal(check("json_exact"), undefined);
  assert.equal(check("raster_stats", { tolerance: { mean: 0.05, max: 0.10 } }), undefined);
  assert.equal(
    check("raster_stats", { tolerance: { min: { rel: 0.01 }, std: { abs: 1, rel: 1 } } }),
    undefined,
  );
  assert.equal(check("raster_stats", { bands: { 2: { mean: 1 } } }), undefined);
  assert.equal(check("json_exact", { ignore: ["$.a[*].time", "$..date", '$["odd key"]'] }), undefined);
  assert.equal(check("text_exact", { ignore: ["^WEPP VERSION"] }), undefined);
});

test("checkComparison() names what is wrong and what is valid", () => {
  const faults: [string | undefined, RegExp][] = [
    [
      check("raster_stat"),
      /^method: unknown "raster_stat" \(did you mean "raster_stats"\?\); valid here: hash/,
    ],
    [check("hash_exact", { ignore: [] }), /^params: unknown "ignore"; nothing is valid here/],
    [check("raster_stats", { tolerances: {} }), /unknown "tolerances" \(did you mean "tolerance"\?\)/],
    [
      check("raster_stats", { tolerance: { meen: 1 } }),
      /params.tolerance: unknown "meen".*valid here: count, nodata/,
    ],
    [check("raster_stats", { tolerance: { mean: { relative: 1 } } }), /mean: unknown "relative".*abs, rel/],
    [check("raster_stats", { tolerance: { mean: -1 } }), /params.tolerance.mean.abs: must not be negative/],
    [check("raster_stats", { tolerance: { mean: "5 %" } }), /params.tolerance.mean: must be a number or/],
    [check("raster_stats", { bands: { red: { mean: 1 } } }), /params.bands.red: bands are numbered from 1/],
    [check("json_exact", { ignore: ["timestamp"] }), /params.ignore.0: "timestamp" does not start with \$/],
    [check("json_exact", { ignore: ["$.a["] }), /Cannot read "\$.a\[" at "\["/],
    [check("json_exact", { ignore: ["$"] }), /names the whole file/],
    [check("text_exact", { ignore: ["("] }), /params.ignore.0: .*Invalid regular expression/],
    [check("exists", undefined, "../a"), /^target "..\/a" is not a path or glob below the run/],
  ];
  for (const [fault, expected] of faults) assert.match(fault ?? "no fault", expected);
});
