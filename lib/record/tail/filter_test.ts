import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEvent } from "../../model/event.ts";
import { jobsOf, type TailFilters, tailTest } from "./filter.ts";

const request: AuditEvent = {
  stage: "request",
  category: "http_request",
  method: "POST",
  endpoint: "https://wepp.example.org/rq-engine/api/runs/ample-otter/cfg/build-landuse?x=1",
};
const answer: AuditEvent = {
  ...request,
  stage: "response",
  status: 202,
  responseMeta: { body: '{"job_id":"5f0c-1"}' },
};
const failed: AuditEvent = { ...request, stage: "error", error: { status: 409, message: "busy" } };

test("tailTest() wants an exchange when one of its events fits each filter", () => {
  const wanted = (filters: TailFilters, ...events: AuditEvent[]) => tailTest(filters)?.(...events);
  assert.equal(tailTest({}), undefined);
  assert.equal(wanted({ method: "post", status: "202" }, request, answer), true);
  assert.equal(wanted({ method: "post", status: "202" }, request), false);
  assert.equal(wanted({ status: "4xx" }, request, failed), true);
  assert.equal(wanted({ status: "error" }, request, failed), true);
  assert.equal(wanted({ status: "error" }, request, answer), false);
  assert.equal(wanted({ status: "error" }, { stage: "response", ok: false }), true);
  assert.equal(wanted({ category: "file_upload" }, request), false);
  assert.equal(wanted({ capture: (event) => event.stage === "request" }, answer), false);
  assert.equal(wanted({ job: "5f0c" }, request, answer), true);
  assert.equal(wanted({ job: "0c" }, request, answer), false);
  assert.throws(() => tailTest({ status: "40" }), /Cannot read the status "40"/);
});

test("tailTest() takes globs over the path, and whole names in it", () => {
  const wanted = (path: string) => tailTest({ path })?.(request);
  assert.equal(wanted("/rq-engine/**/build-*"), true);
  assert.equal(wanted("build-landuse"), true);
  assert.equal(wanted("cfg/build-landuse/"), true);
  assert.equal(wanted("landuse"), false);
  assert.equal(wanted("*landuse"), true, "as it is printed, without run and config");
  assert.equal(wanted("*/landuse"), false);
  assert.equal(tailTest({ path: "**" })?.({ stage: "note" }), false);
});

test("jobsOf() finds jobs in answers, payloads and polls", () => {
  assert.deepEqual(jobsOf(answer), ["5f0c-1"]);
  assert.deepEqual(jobsOf({ payload: { job_id: "a" } }), ["a"]);
  assert.deepEqual(jobsOf({ endpoint: "/weppcloud/rq/api/jobstatus/b?_=1" }), ["b"]);
  assert.deepEqual(jobsOf({ responseMeta: { body: "no JSON" } }), []);
});
