import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Slug } from "../model/profile.ts";
import { sanitise, slugOf } from "./ids.ts";

test("slugOf() gives a slug for every name", () => {
  assert.equal(slugOf("Middle_2.b"), "middle-2-b");
  assert.equal(slugOf("ample-otter"), "ample-otter");
  assert.equal(slugOf("../../evil"), "evil");
  fc.assert(fc.property(fc.string(), (name) => Slug.safeParse(slugOf(sanitise(name))).success));
});
