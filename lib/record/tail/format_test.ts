import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEvent } from "../../model/event.ts";
import { formatExchange, formatOther, formatProblem } from "./format.ts";

const at = (event: AuditEvent) => ({ event, line: 4, offset: 90, length: 10 });
const request = at({
  stage: "request",
  id: "1",
  timestamp: "2026-08-01T12:03:11.001Z",
  method: "POST",
  endpoint: "/rq-engine/api/runs/ample-otter/disturbed9002/build-landuse",
});

test("formatExchange() is one line: time, method, action, outcome", () => {
  const end = at({ stage: "response", status: 202, durationMs: 153.6, endpoint: "/x" });
  assert.equal(formatExchange({ id: "1", request, end }), "12:03:11 POST build-landuse 202 154 ms");
  assert.equal(formatExchange({ id: "1", request }), "12:03:11 POST build-landuse no answer in the log");
  const poll = at({
    stage: "response",
    received_at: "2026-08-01T12:03:12.1+00:00",
    method: "GET",
    endpoint: "https://h.example/weppcloud/rq/api/jobstatus/4e8425d5-b069-44a9-8efe-54cefac131bc?_=1",
    status: 200,
    durationMs: 12,
  });
  assert.equal(
    formatExchange({ id: "1", end: poll }),
    "12:03:12 GET jobstatus/4e8425d5… 200 12 ms (request not in the log)",
  );
  const alone = { id: "1", end: { event: { method: "GET", status: 200 }, line: 1, offset: 0, length: 1 } };
  assert.match(formatExchange(alone, { partial: true }), /\(request came before\)$/);
});

test("formatExchange() gives the server's words for an error on one line", () => {
  const failed = (error: unknown) =>
    formatExchange({ id: "1", request, end: at({ stage: "error", durationMs: 8, error }) });
  const head = "12:03:11 POST build-landuse";
  assert.equal(
    failed({ message: "HTTP 409 CONFLICT", status: 409, detail: "A job\n is already active" }),
    `${head} 409 8 ms A job is already active`,
  );
  assert.equal(failed({ message: "Failed to fetch", status: 0 }), `${head} failed 8 ms Failed to fetch`);
  assert.equal(failed({ status: 500, detail: { Error: "<b>no</b>" } }), `${head} 500 8 ms no`);
  assert.equal(failed(null), `${head} failed 8 ms`);
  assert.equal(failed({ status: 500, detail: "x".repeat(500) }).length, head.length + 10 + 120);
});

test("formatOther() and formatProblem() name the line", () => {
  assert.equal(formatOther(at({ stage: "note" })), "--:--:-- note (line 4)");
  assert.equal(
    formatOther(at({ category: "rq_enqueue", payload: { job: "tasks.run_wepp" } })),
    "--:--:-- rq_enqueue tasks.run_wepp (line 4)",
  );
  assert.equal(
    formatProblem({ kind: "broken", line: 2, offset: 11, message: "The line is empty" }),
    "line 2 @ 11: The line is empty",
  );
});
