import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job, JobStatus } from "./job.ts";
import { aggregate, infoLegacy, infoNew, statusNew } from "./tree.ts";

function jobOf(status: JobStatus, children: Record<string, Job[]> = {}): Job {
  return {
    id: `job-${status}`,
    runId: "run",
    spec: { task: "t", func: "a.b", durationMs: 0, work: () => Promise.resolve() },
    status,
    enqueuedAt: 0,
    startedAt: 1000,
    endedAt: status === "finished" ? 2500 : undefined,
    result: null,
    excInfo: status === "failed" ? "Traceback\nException: no" : null,
    children: new Map(Object.entries(children)),
    waitsFor: [],
    parent: undefined,
  };
}

test("aggregate() keeps a tree open while work is to come, the old rule closes it at the first failure", () => {
  const cases: [JobStatus[], JobStatus, JobStatus][] = [
    [["failed", "started"], "started", "failed"],
    [["failed", "queued"], "queued", "failed"],
    [["failed", "deferred"], "failed", "failed"],
    [["canceled", "deferred"], "canceled", "canceled"],
    [["deferred"], "deferred", "deferred"],
    [["stopped", "failed"], "failed", "failed"],
    [["finished"], "finished", "finished"],
  ];
  for (const [children, newest, legacy] of cases) {
    const tree = jobOf("finished", { "0": children.map((status) => jobOf(status)) });
    assert.equal(aggregate(tree, "newest"), newest, children.join());
    assert.equal(aggregate(tree, "legacy"), legacy, children.join());
  }
});

test("infoNew() and infoLegacy() name nodes differently and keep the stages", () => {
  const tree = jobOf("finished", { "0": [jobOf("failed")], "1": [jobOf("deferred")] });
  const node = infoNew(tree, 3000);
  assert.equal(node["status"], "failed");
  assert.equal(node["elapsed_s"], 1.5);
  assert.deepEqual(Object.keys(node["children"] ?? {}), ["0", "1"]);
  const old = infoLegacy(tree, 3000);
  assert.ok(
    old["id"] === tree.id && !("job_id" in old) && !("auth_actor" in old) && old["status"] === "finished",
  );
  const status = statusNew(tree, [], 3000);
  assert.equal(status["ended_at"], null);
  assert.deepEqual(status["progress"], {
    completed: 2,
    total: 3,
    unit: "jobs",
    percent: 66,
    updated_at: "1970-01-01T00:00:02Z",
  });
});
