import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgainstResult } from "./compare.ts";
import { againstLines, againstSection, againstSummary } from "./words.ts";

const RESULT: AgainstResult = {
  profile: "us-small",
  steps: [
    { kind: "added", step: "set-firedate", request: "POST set_firedate", values: [] },
    { kind: "removed", step: "report-soils", request: "GET report/soils", values: [] },
    {
      kind: "changed",
      step: "set-outlet",
      was: "outlet",
      request: "POST set_outlet",
      values: [{ path: "json.latitude", from: 46.1, to: 46.2 }, { path: "json.note", to: "x".repeat(100) }],
    },
    { kind: "moved", step: "setname", request: "POST setname", behind: null, values: [] },
  ],
  same_steps: 3,
  inputs: [{ path: "config", from: "a", to: "b c" }],
  outputs: {
    with: "baseline",
    same: 1,
    unknown: 0,
    changes: [{ kind: "changed", target: "a.txt", from: 1200, to: 2400 }, {
      kind: "added",
      target: "b",
      to: 1,
    }],
  },
  not_recorded: ["a", "b", "c", "d", "e"].map((path) => ({
    step: "s",
    path: `json.${path}`,
    side: "right" as const,
  })),
};

test("againstLines() says each difference in a line, values cut, lists cut", () => {
  assert.deepEqual(againstLines(RESULT, { values: 5, items: 1 }), [
    "+ set-firedate  POST set_firedate",
    "- report-soils  GET report/soils",
    "~ set-outlet (there outlet): json.latitude 46.1 → 46.2",
    `~ set-outlet (there outlet): json.note (none) → ${"x".repeat(59)}…`,
    "> setname: moved to the start",
    '~ config a → "b c"',
    "~ a.txt: output, 1.2 kB → 2.4 kB",
    "~ and 1 output more",
    "? s: json.a, json.b, json.c and 2 more not recorded here",
  ]);
  const [, , first, more] = againstLines(RESULT, { values: 1, items: 1 });
  assert.deepEqual([first, more], [
    "~ set-outlet (there outlet): json.latitude 46.1 → 46.2",
    "~ set-outlet (there outlet): and 1 value more",
  ]);
});

test("againstSummary() counts, and says when there is no difference", () => {
  assert.equal(
    againstSummary(RESULT),
    "against us-small: 1 step added, 1 step removed, 1 step changed, 1 step moved, 1 input changed, 1 output added, 1 output changed; 3 steps the same",
  );
  const none: AgainstResult = { profile: "x", steps: [], same_steps: 3, inputs: [], not_recorded: [] };
  assert.equal(againstSummary(none), "against x: no difference, 3 steps the same");
  assert.deepEqual(againstSection(undefined), []);
  assert.match(againstSection(none).join("\n"), /## Against x\n\nNo difference/);
});
