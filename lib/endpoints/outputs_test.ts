import assert from "node:assert/strict";
import { test } from "node:test";
import { writersOf } from "./outputs.ts";
import { TASKS } from "./table.ts";

test("writersOf() knows which of the recorded tasks write a file", () => {
  const all = TASKS.map(({ name }) => name);
  assert.deepEqual(writersOf("soils/soils.parquet", ["build_landuse", "build_soils"]), ["build_soils"]);
  assert.deepEqual(writersOf("watershed.hillslopes.parquet", all), [
    "build_subcatchments_and_abstract_watershed",
  ]);
  assert.deepEqual(writersOf("ash/H1_ash.parquet", all), ["run_ash"]);
  assert.deepEqual(writersOf("ron.nodb", all), []);
  assert.deepEqual(writersOf("wepp/output/loss_pw0.txt", ["setname", "unknown"]), []);
});
