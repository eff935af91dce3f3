import assert from "node:assert/strict";
import { test } from "node:test";
import { notMatchedCounts, notMatchedWords } from "./told.ts";

test("notMatchedWords() and notMatchedCounts() tell what differs from what could not be compared", () => {
  const differs = { target: "a.tif", method: "raster_stats", verdict: "failed" } as const;
  const damaged = {
    ...differs,
    target: "b.tif",
    verdict: "error",
    reason: "The baseline file is gone",
  } as const;
  assert.equal(notMatchedWords(differs), "a.tif differs (raster_stats)");
  assert.equal(
    notMatchedWords(damaged),
    "b.tif could not be compared (raster_stats): The baseline file is gone",
  );
  assert.deepEqual(notMatchedCounts([differs, damaged, damaged]), ["1 differ", "2 could not be compared"]);
  assert.deepEqual(notMatchedCounts([{ verdict: "passed" }]), []);
});
