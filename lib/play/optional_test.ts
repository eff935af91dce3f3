import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../model/profile.ts";
import { leftOutReport } from "./creation_step.ts";
import { skippedSteps } from "./optional.ts";

const read = (id: string, more: object = {}): Step => ({
  id,
  action: "http_get",
  path: "/weppcloud/runs/{{run_id}}/{{config}}/query/outlet/",
  ...more,
});
const ids = (steps: Step[], all = false, expect = {}) => [...skippedSteps({ steps, expect }, all)].sort();

test("skippedSteps() leaves out optional steps unless all are asked for", () => {
  const steps = [read("a"), read("b", { optional: true }), read("c", { optional: false })];
  assert.deepEqual(ids(steps), ["b"]);
  assert.deepEqual(ids(steps, true), []);
});

test("skippedSteps() keeps an optional step whose answer is needed, through others that are optional", () => {
  const steps = [
    read("a", { optional: true, save: { x: "$.x" } }),
    read("a.b", { optional: true, save: { x: "$.x" } }),
    read("c", { optional: true, query: { x: "{{steps.a.x}}" }, save: { y: "$.y" } }),
    read("d", { query: { y: "{{ steps.c.y }}" } }),
  ];
  assert.deepEqual(ids(steps), ["a.b"]);
  assert.deepEqual(ids(steps.slice(0, 3)), ["a", "a.b", "c"]);
  assert.deepEqual(ids(steps.slice(0, 2), false, { files: ["{{steps.a.b.x}}.json"] }), ["a"]);
});

test("leftOutReport() is skipped with its reason, which no verdict counts", () => {
  const reason = "optional: it only refreshes the page";
  assert.deepEqual(leftOutReport(read("b", { optional: true }), reason), {
    id: "b",
    action: "http_get",
    verdict: "skipped",
    reason: "optional: it only refreshes the page",
    optional: true,
    failures: [],
  });
});
