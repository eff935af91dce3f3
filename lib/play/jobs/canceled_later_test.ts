import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../../model/profile.ts";
import { canceledBy, canceledLater } from "./canceled_later.ts";

const start = (id: string): Step => ({ id, action: "http_post", path: "/rq-engine/api/runs/r/c/run-wepp" });
const cancel = (of: string, path = "/rq-engine/api/canceljob/"): Step => ({
  id: `cancel-${of}`,
  action: "http_post",
  path: `${path}{{steps.${of}.job}}`,
});

test("canceledLater() finds the steps whose job a later step cancels, ids with dots included", () => {
  const old = cancel("v1.x", "/weppcloud/rq/api/canceljob/");
  const read: Step = { id: "read", action: "http_get", path: "/x" };
  const steps = [start("a"), start("b"), read, cancel("b"), start("v1.x"), old, start("d")];
  assert.deepEqual([...canceledLater(steps)], [["b", "cancel-b"], ["v1.x", "cancel-v1.x"]]);
});

test("canceledLater() lets a step wait whose job was over before the next change", () => {
  assert.deepEqual([...canceledLater([start("a"), start("b"), cancel("a")])], []);
});

test("canceledLater() passes over a cancellation of nothing that ran before", () => {
  const read: Step = { id: "a", action: "http_get", path: "/x" };
  assert.deepEqual([...canceledLater([cancel("b"), start("b"), read, cancel("a")])], []);
  const literal: Step = { id: "x", action: "http_post", path: "/rq-engine/api/canceljob/5f0c" };
  assert.equal(canceledBy(literal), undefined);
  assert.equal(canceledBy({ id: "w", action: "wait", wait: { type: "job" } }), undefined);
});
