import assert from "node:assert/strict";
import { test } from "node:test";
import { holeWords, isDoubtful, suggestedWords } from "./hole_words.ts";

test("holeWords() shows a suggestion with its place, and long values in part", () => {
  assert.equal(holeWords({ reason: "withheld" }), "withheld");
  const suggestion = { value: null, from: "wepp.nodb: opts.kr" };
  assert.equal(
    holeWords({ reason: "withheld", suggestion }),
    "withheld; suggested: null (wepp.nodb: opts.kr)",
  );
  const long = holeWords({ reason: "r", suggestion: { value: "🔥".repeat(60), from: "x" } });
  assert.equal(long.length < 90, true);
  assert.equal(long.isWellFormed(), true);
});

test("suggestedWords() counts, and says nothing of none", () => {
  assert.equal(suggestedWords([{}, {}]), "");
  assert.equal(suggestedWords([{}, { suggestion: { value: 1, from: "x" } }]), ", 1 with a suggestion");
});

test("isDoubtful() tells suggestions with a doubt", () => {
  assert.equal(isDoubtful({ value: 1, from: "watershed.nodb: outlet.lat; doubtful: moved" }), true);
  assert.equal(isDoubtful({ value: 1, from: "watershed.nodb: _mcl" }), false);
});
