import assert from "node:assert/strict";
import { test } from "node:test";
import { Sample } from "./sample.ts";

test("a sample keeps items evenly over all", () => {
  const sample = new Sample<number>(4);
  for (let item = 0; item < 20; item++) sample.add(item);
  assert.deepEqual(sample.items, [0, 8, 16]);
});
