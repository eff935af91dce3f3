import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "../model/profile.ts";
import { withRules } from "./edit.ts";
import type { NoiseProposal } from "./proposal.ts";

const TEXT = `# head
version: 1
comparisons:
  - target: a.json # why a
    method: json_exact
    params:
      # never compared
      ignore: [ $.x ]
  - target: b.tif
    method: raster_stats
    params: { tolerance: { mean: { rel: 1e-6 }, max: 0.5 } }
  - target: c.csv
    method: text_exact
    params: { ignore: [ "^#" ] }
notes: |
  Why.
`;
const [A, B, C]: [Comparison, Comparison, Comparison] = [
  { target: "a.json", method: "json_exact", params: { ignore: ["$.x"] } },
  { target: "b.tif", method: "raster_stats", params: { tolerance: { mean: { rel: 1e-6 }, max: 0.5 } } },
  { target: "c.csv", method: "text_exact", params: { ignore: ["^#"] } },
];

function edited(changes: [Comparison, Comparison][], added: Comparison[] = []): string {
  const proposal: NoiseProposal = {
    version: 1,
    profile: "x",
    steps_sha256: "",
    plays: [],
    margin: 1.5,
    changes: changes.map(([before, after]) => ({ before, after, findings: [], beyond: [] })),
    added,
    notes: [],
  };
  return withRules(TEXT, "profile.yaml", proposal);
}

test("withRules() exchanges what differs and keeps comments and other rules", () => {
  const after = {
    ...A,
    method: "json_close",
    params: { ignore: ["$.x"], tolerances: { "$.a": { rel: 0.015 } } },
  };
  const text = edited([[A, after]]);
  assert.equal(
    text,
    TEXT.replace("method: json_exact", "method: json_close")
      .replace("ignore: [ $.x ]\n", "ignore: [ $.x ]\n      tolerances: { $.a: { rel: 0.015 } }\n"),
  );
});

test("withRules() changes one figure of a rule that stands in braces", () => {
  const text = edited([[B, { ...B, params: { tolerance: { mean: { rel: 0.012 }, max: 0.5 } } }]]);
  assert.equal(text, TEXT.replace("rel: 1e-6", "rel: 0.012"));
});

test("withRules() takes away what the new method does not know", () => {
  const text = edited([[C, { target: "c.csv", method: "exists" }]]);
  assert.match(text, /- target: c\.csv\n {4}method: exists\nnotes:/);
});

test("withRules() adds comparisons that are not there, and no second one for a target", () => {
  const text = edited([], [{ target: "d.txt", method: "text_exact" }, {
    target: "a.json",
    method: "exists",
  }]);
  assert.match(text, /- target: d\.txt\n {4}method: text_exact\nnotes:/);
  assert.equal(text.match(/a\.json/g)?.length, 1);
});

test("withRules() refuses a comparison that is another one now", () => {
  const before = { ...A, params: { ignore: ["$.y"] } };
  assert.throws(() => edited([[before, { ...A, method: "exists" }]]), /another one than was learned from/);
});
