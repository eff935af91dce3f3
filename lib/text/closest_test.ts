import assert from "node:assert/strict";
import { test } from "node:test";
import { closest, distance } from "./closest.ts";

test("distance() counts edits", () => {
  assert.equal(distance("kitten", "sitting"), 3);
  assert.equal(distance("", "abc"), 3);
  assert.equal(distance("plya", "play"), 1, "two neighbours changed places");
  assert.equal(distance("ca", "abc"), 3);
});

test("closest() offers a near name and keeps silent about far ones", () => {
  assert.equal(closest("us-smal", ["us-small", "sbs-reupload"]), "us-small");
  assert.equal(closest("xyz", ["us-small", "sbs-reupload"]), undefined);
});
