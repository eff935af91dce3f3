import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuns } from "./levels.ts";

test("readRuns() reads runs and packed bits by turns", () => {
  // Eight values of 3 bits (the example of the format's page), 5 times 2, eight values of 3 bits again.
  const packed = [0b10001000, 0b11000110, 0b11111010];
  const bytes = Uint8Array.from([3, ...packed, 10, 2, 3, ...packed]);
  const output = new Int32Array(21);
  readRuns(bytes, 0, bytes.length, 3, output);
  assert.deepEqual([...output], [0, 1, 2, 3, 4, 5, 6, 7, 2, 2, 2, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7]);
});

test("readRuns() reads wide values, and cuts off runs that are too long", () => {
  const output = new Int32Array(3);
  readRuns(Uint8Array.from([3, ...Array.from({ length: 8 }, () => [1, 2, 3, 4]).flat()]), 0, 33, 32, output);
  assert.deepEqual([...output], [0x04030201, 0x04030201, 0x04030201]);
  readRuns(Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0x0f, 7]), 0, 6, 8, output);
  assert.deepEqual([...output], [7, 7, 7]);
});

test("readRuns() refuses runs that end too early", () => {
  for (const bytes of [[], [3], [3, 1], [0x80], [10], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]) {
    assert.throws(() => readRuns(Uint8Array.from(bytes), 0, bytes.length, 3, new Int32Array(8)), /too early/);
  }
});
