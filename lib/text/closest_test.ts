import assert from "node:assert/strict";
import { test } from "node:test";
import { closest, distance, meant } from "./closest.ts";

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

test("closest() knows a name that was shortened, when it can be no other one", () => {
  const steps = ["set-unit-preferences", "set-outlet", "report-wepp-results", "report-wepp-run-summary"];
  assert.equal(closest("set-unit-prefs", steps), "set-unit-preferences");
  assert.equal(closest("Report-WEPP-run", steps), "report-wepp-run-summary");
  assert.equal(closest("report-wepp", steps), undefined);
  assert.equal(closest("prefs", steps), undefined);
  assert.equal(closest("set-units-of-length", steps), undefined);
});

test("meant() is a question, or the other words", () => {
  assert.equal(meant("frok", ["fork", "archive"], "Use fork"), 'Did you mean "fork"?');
  assert.equal(meant("xyz", ["fork", "archive"], "Use fork"), "Use fork");
});
