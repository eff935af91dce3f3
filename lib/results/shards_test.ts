import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseShard, splitIntoShards, splitName, type Timed } from "./shards.ts";

const items = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 6 }),
    duration: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
  }),
  { selector: ({ name }) => name, maxLength: 40 },
);
const count = fc.integer({ min: 1, max: 12 });

test("splitIntoShards() puts every profile into exactly one shard, in the order given", () => {
  fc.assert(fc.property(items, count, (all, n) => {
    const shards = splitIntoShards(all, n);
    assert.equal(shards.length, n);
    assert.deepEqual(shards.flat().sort(), all.map(({ name }) => name).sort());
    const places = shards.map((names) => names.map((name) => all.findIndex((one) => one.name === name)));
    for (const indices of places) assert.deepEqual(indices, indices.toSorted((a, b) => a - b));
  }));
});

test("splitIntoShards() does not depend on the order of what it is given", () => {
  fc.assert(fc.property(items, count, fc.infiniteStream(fc.nat()), (all, n, keys) => {
    const shuffled = all.map((item) => ({ item, key: keys.next().value as number }))
      .toSorted((a, b) => a.key - b.key).map(({ item }) => item);
    assert.equal(splitName(splitIntoShards(all, n)), splitName(splitIntoShards(shuffled, n)));
  }));
});

test("splitIntoShards() is balanced: no shard has more than the lightest and one profile", () => {
  fc.assert(fc.property(items, count, (all, n) => {
    const known = all.filter(({ duration }) => duration !== undefined);
    const ms = new Map(known.map(({ name, duration }) => [name, Math.max(1, duration ?? 0)]));
    const shards = splitIntoShards(known, n).map((names) => names.map((name) => ms.get(name) ?? 0));
    const loads = shards.map((values) => values.reduce((sum, value) => sum + value, 0));
    shards.forEach((values, index) => {
      if (values.length < 2) return;
      assert.ok((loads[index] ?? 0) - Math.min(...values) <= Math.min(...loads));
    });
  }));
});

test("splitIntoShards() takes the median for what was never played", () => {
  const all: Timed[] = [{ name: "a", duration: 10 }, { name: "b", duration: 2 }, { name: "c" }, {
    name: "d",
    duration: 2,
  }];
  assert.deepEqual(splitIntoShards(all, 2), [["a"], ["b", "c", "d"]]);
  assert.deepEqual(splitIntoShards([{ name: "x" }, { name: "y" }, { name: "z" }], 2), [["x", "z"], ["y"]]);
});

test("parseShard() reads i/n and refuses the rest", () => {
  assert.deepEqual(parseShard("2/5"), { index: 2, count: 5 });
  for (const text of ["", "0/5", "6/5", "1/0", "1", "a/b", "1/2/3", "-1/2", "1.5/2"]) {
    assert.throws(() => parseShard(text), /is not one of n shards/, text);
  }
});
