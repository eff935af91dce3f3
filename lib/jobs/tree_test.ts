import assert from "node:assert/strict";
import { test } from "node:test";
import { readJobTree } from "./tree.ts";

test("readJobTree() shows both generations of nodes, stages in order, expired children, the failing child's traceback", () => {
  const tree = readJobTree({
    job_id: "p",
    status: "failed",
    description: "run_wepp",
    started_at: "2026-01-05 10:30:05+00:00",
    exc_info: "parent trace",
    children: {
      "10": [null],
      "2": [{ id: "c1", status: "finished" }, {
        job_id: "c2",
        status: "failed",
        exc_info: "Traceback: boom",
      }],
    },
  });
  assert.deepEqual(tree.lines, [
    "p  failed  run_wepp",
    "  [2] c1  finished",
    "  [2] c2  failed",
    "  [10] (expired)",
  ]);
  assert.equal(tree.traceback, "Traceback: boom");
  assert.equal(tree.started, true);
});
