import assert from "node:assert/strict";
import { test } from "node:test";
import { Hole } from "../model/profile.ts";
import { sectionOf } from "./sections.ts";

test("sectionOf() reads one key of a file whose other parts are broken", () => {
  const text = [
    "metadata:",
    "  title: Mill",
    "",
    "# a comment",
    "overlays: { staging: {}",
    "steps:",
    "- id: a",
    '  json: { x: !hole "withheld" }',
    "- id: b",
    "comparisons: [",
    "  ]",
    "notes: ok",
  ].join("\n");
  assert.deepEqual(sectionOf(text, "metadata"), { title: "Mill" });
  assert.deepEqual(sectionOf(text, "overlays"), { staging: {} });
  assert.deepEqual(sectionOf(text, "steps"), [{ id: "a", json: { x: new Hole("withheld") } }, { id: "b" }]);
  assert.deepEqual(sectionOf(text, "comparisons"), []);
  assert.equal(sectionOf(text, "title"), undefined);
  assert.equal(sectionOf("steps: *nobody", "steps"), undefined);
});
