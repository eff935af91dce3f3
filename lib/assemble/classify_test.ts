import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { classify, type Handling } from "./classify.ts";
import { chooseRules } from "./rules/choice.ts";
import type { Recorded } from "./types.ts";

const ORIGINS = new Set(["https://wepp.example.org"]);

function decide(
  method: string,
  endpoint: string,
  more: Partial<Recorded> = {},
  proven = false,
  how?: Handling,
): string {
  const target = parseEndpoint(endpoint, { runId: "a", config: "b" });
  assert.ok(target);
  const base = { at: "", time: 0, line: 1, id: "x", inWindow: true };
  const decision = classify(
    { method, target, ...base, lines: [1], outcome: "ok", ...more },
    "a",
    ORIGINS,
    proven,
    how,
  );
  if (decision.kind === "fold") return `fold: ${decision.rule}`;
  return decision.kind === "step" ? "step" : `leave: ${decision.reason}`;
}

test("classify() makes steps of what the user did and read", () => {
  assert.equal(decide("POST", "/weppcloud/runs/a/b/tasks/setname/"), "step");
  assert.equal(decide("GET", "https://wepp.example.org/query-engine/runs/a/query"), "step");
  assert.equal(decide("DELETE", "/weppcloud/runs/a/b/tasks/x/3"), "step");
});

test("classify() folds what play does itself", () => {
  const folded: [string, string, string][] = [
    ["GET", "/rq-engine/api/jobstatus/5f0c", "job-polls"],
    ["GET", "/rq/api/jobinfo/5f0c", "job-polls"],
    ["POST", "/rq-engine/api/jobinfo", "job-polls"],
    ["POST", "/rq-engine/api/runs/a/b/session-token", "logins-tokens"],
    ["POST", "/weppcloud/api/auth/session-heartbeat", "logins-tokens"],
    ["POST", "/weppcloud/runs/a/b/elevationquery/", "elevation-queries"],
    ["POST", "/weppcloud/runs/a/b/recorder/promote", "recorder-calls"],
    ["GET", "/weppcloud/health", "health-checks"],
    ["GET", "/weppcloud/static/js/app.js", "static-files"],
    ["POST", "/rq-engine/create/", "run-creation"],
  ];
  for (const [method, endpoint, rule] of folded) assert.equal(decide(method, endpoint), `fold: ${rule}`);
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

test("classify() makes steps of what was refused when errors are kept, but not of what had no answer", () => {
  const how = { rules: chooseRules(), errors: "keep" } as const;
  const refused = { outcome: "refused", status: 409, trouble: "was answered with 409" } as const;
  assert.equal(decide("POST", "/weppcloud/runs/a/b/tasks/x", refused, false, how), "step");
  const failed = { outcome: "lost", trouble: "ended without an answer", end: { stage: "error" } } as const;
  assert.match(decide("POST", "/weppcloud/runs/a/b/tasks/x", failed, false, how), /^leave: ended without/);
  assert.match(decide("POST", "/weppcloud/runs/other/b/tasks/x", refused, false, how), /another run/);
});

test("classify() keeps what a rule would fold, and folds what the user names", () => {
  const how = {
    rules: chooseRules({ keep: ["elevation-queries"], fold: ["get report/**"] }),
    errors: "leave",
  } as const;
  assert.equal(decide("POST", "/weppcloud/runs/a/b/elevationquery/", {}, false, how), "step");
  assert.equal(
    decide("GET", "/weppcloud/runs/a/b/report/wepp/results/", {}, false, how),
    "fold: GET report/**",
  );
  assert.equal(decide("POST", "/weppcloud/runs/a/b/report/wepp/results/", {}, false, how), "step");
});
