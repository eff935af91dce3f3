import assert from "node:assert/strict";
import { test } from "node:test";
import { Document, parseDocument } from "yaml";
import { Hole } from "../model/profile.ts";
import { HOLE_TAGS } from "./hole_tag.ts";

const HOLES = {
  a: new Hole("withheld by the server"),
  b: new Hole("withheld", { value: { x: [1, "two"] }, from: "watershed.nodb: outlet" }),
  c: [new Hole("none", { value: false, from: "x" }), 1],
};

test("HOLE_TAGS write and read holes, with and without suggestion", () => {
  const text = new Document(HOLES, { customTags: HOLE_TAGS }).toString();
  assert.match(text, /a: !hole "withheld by the server"/);
  assert.match(text, /b: !suggested\n/);
  const read = parseDocument(text, { customTags: HOLE_TAGS });
  assert.deepEqual(read.errors, []);
  assert.deepStrictEqual(read.toJS(), HOLES);
  assert.equal(read.toString(), text);
});

test("HOLE_TAGS read a suggestion on one line", () => {
  const read = parseDocument(`a: !suggested { value: 46.1, from: ron.nodb, hole: withheld }`, {
    customTags: HOLE_TAGS,
  });
  assert.deepStrictEqual(read.toJS(), { a: new Hole("withheld", { value: 46.1, from: "ron.nodb" }) });
});
