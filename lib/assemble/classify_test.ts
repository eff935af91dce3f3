import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { classify } from "./classify.ts";
import type { Recorded } from "./types.ts";

const ORIGINS = new Set(["https://wepp.example.org"]);

function decide(method: string, endpoint: string, more: Partial<Recorded> = {}, proven = false): string {
  const target = parseEndpoint(endpoint, { runId: "a", config: "b" });
  assert.ok(target);
  const base = { at: "", time: 0, line: 1, id: "x", inWindow: true };
  const decision = classify(
    { method, target, ...base, lines: [1], outcome: "ok", ...more },
    "a",
    ORIGINS,
    proven,
  );
  return decision.kind === "step" ? "step" : `${decision.kind}: ${decision.reason}`;
}

test("classify() makes steps of what the user did and read", () => {
  assert.equal(decide("POST", "/weppcloud/runs/a/b/tasks/setname/"), "step");
  assert.equal(decide("GET", "https://wepp.example.org/query-engine/runs/a/query"), "step");
  assert.equal(decide("DELETE", "/weppcloud/runs/a/b/tasks/x/3"), "step");
});

test("classify() folds what play does itself", () => {
  const folded: [string, string, RegExp][] = [
    ["GET", "/rq-engine/api/jobstatus/5f0c", /polls/],
    ["GET", "/rq/api/jobinfo/5f0c", /polls/],
    ["POST", "/rq-engine/api/jobinfo", /polls/],
    ["POST", "/rq-engine/api/runs/a/b/session-token", /tokens/],
    ["POST", "/weppcloud/api/auth/session-heartbeat", /tokens/],
    ["POST", "/weppcloud/runs/a/b/elevationquery/", /elevation/],
    ["POST", "/weppcloud/runs/a/b/recorder/promote", /recorder/],
    ["GET", "/weppcloud/health", /health/],
    ["GET", "/weppcloud/static/js/app.js", /static/],
    ["POST", "/rq-engine/create/", /creation/],
  ];
  for (const [method, endpoint, reason] of folded) {
    const decision = decide(method, endpoint);
    assert.match(decision, /^fold: /, endpoint);
    assert.match(decision, reason, endpoint);
  }
  assert.equal(decide("GET", "/weppcloud/runs/a/b/download/map.png"), "step");
});

test("classify() leaves out what cannot or must not be replayed", () => {
  assert.match(decide("GET", "https://elsewhere.example.net/weppcloud/runs/a/b/x"), /another server/);
  assert.match(decide("POST", "/weppcloud/runs/other/b/tasks/setname/"), /another run/);
  assert.match(decide("POST", "/cross/check"), /no address of WEPPcloud/);
  assert.match(decide("HEAD", "/weppcloud/runs/a/b/query/outlet/"), /HEAD is not replayed/);
  assert.match(decide("GET", "/rq/api/canceljob/5f0c"), /job of the recording/);
  const failed = { outcome: "refused", status: 409, trouble: "was answered with 409" } as const;
  assert.equal(decide("POST", "/weppcloud/runs/a/b/tasks/x", failed), "leave: was answered with 409");
});

test("classify() takes changes whose answer is not in the log, and failed ones whose job was seen", () => {
  const lost = { outcome: "lost", trouble: "no answer was recorded" } as const;
  assert.equal(decide("POST", "/weppcloud/runs/a/b/rq/api/run_wepp", lost), "step");
  assert.match(decide("GET", "/weppcloud/runs/a/b/report/soils/", lost), /no answer/);
  const failed = { ...lost, trouble: "ended without an answer", end: { stage: "error" } } as const;
  assert.match(decide("POST", "/weppcloud/runs/a/b/rq/api/run_wepp", failed), /without an answer/);
  assert.equal(decide("POST", "/weppcloud/runs/a/b/rq/api/run_wepp", failed, true), "step");
});
