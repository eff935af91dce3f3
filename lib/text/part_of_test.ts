import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { partAround, partOf } from "./part_of.ts";

test("partOf() takes what stands between two texts", () => {
  assert.equal(partOf("/archives/a1b2/map", { after: "archives/", before: "/" }), "a1b2");
  assert.equal(partOf("Created catalog a1b2", { after: "catalog " }), "a1b2");
  assert.equal(partOf("a1b2.zip", { before: ".zip" }), "a1b2");
  assert.equal(partOf("/archives/", { after: "archives/" }), undefined);
  assert.equal(partOf("/other/a1b2", { after: "archives/" }), undefined);
  assert.equal(partOf("/archives/a1b2", { after: "archives/", before: "?" }), undefined);
});

test("partAround() names a part by what stands around it", () => {
  assert.deepEqual(partAround("/runs/x/archives/a1b2/map", "a1b2"), { after: "archives/", before: "/" });
  assert.deepEqual(partAround("Created a1b2", "a1b2"), { after: "Created ", before: "" });
  // The word stands there twice, so all that goes before has to tell it.
  assert.deepEqual(partAround("a/1/a/b2c3", "b2c3"), { after: "a/1/a/", before: "" });
  assert.equal(partAround("nothing", "a1b2"), undefined);
});

test("partAround() is undone by partOf()", () => {
  fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (ahead, value, behind) => {
    const text = ahead + value + behind;
    const part = partAround(text, value);
    if (part !== undefined) assert.equal(partOf(text, part), value);
  }));
});
