import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../model/profile.ts";
import { isCreationStep, leftOutSteps } from "./creation_step.ts";

const step = (action: "http_get" | "http_post", path: string, id = "a"): Step => ({ id, action, path });

test("isCreationStep() knows the addresses that make a run", () => {
  for (
    const path of [
      "/rq-engine/create/",
      "/rq-engine/api/create/",
      "/rq-engine/create",
      "/weppcloud/tests/api/create-run",
    ]
  ) {
    assert.equal(isCreationStep(step("http_post", path)), true, path);
    assert.equal(isCreationStep(step("http_get", path)), false, path);
  }
  assert.equal(isCreationStep(step("http_get", "/weppcloud/create/disturbed9002")), true);
  for (
    const path of [
      "/rq-engine/api/runs/{{run_id}}/{{config}}/create-x",
      "/weppcloud/created/",
      "/rq-engine/api/created",
    ]
  ) {
    assert.equal(isCreationStep(step("http_post", path)), false, path);
  }
});

test("leftOutSteps() keeps the first creation step in the mode create, and leaves out the others with a reason", () => {
  const steps = [
    step("http_post", "/rq-engine/create/", "one"),
    step("http_post", "/rq-engine/api/create/", "two"),
  ];
  const leftOut = (
    mode: "filesystem" | "fork" | "create",
  ) => [...leftOutSteps({ steps }, false, { mode, why: "" }).keys()];
  assert.deepEqual(leftOut("filesystem"), ["one", "two"]);
  assert.deepEqual(leftOut("fork"), ["one", "two"]);
  assert.deepEqual(leftOut("create"), ["two"]);
});
