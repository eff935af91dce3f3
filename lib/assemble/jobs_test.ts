import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { findJobs } from "./jobs.ts";
import type { Recorded } from "./types.ts";

let line = 0;
function request(method: string, endpoint: string, more: Partial<Recorded> = {}): Recorded {
  const target = parseEndpoint(endpoint, { runId: "a", config: "b" });
  assert.ok(target);
  line++;
  const outcome = more.outcome ?? "ok";
  return {
    method,
    target,
    at: "",
    time: line,
    lines: [line],
    line,
    id: `${line}`,
    outcome,
    inWindow: true,
    ...more,
  };
}
const wepp = (more: Partial<Recorded> = {}) => request("POST", "/rq-engine/api/runs/a/b/run-wepp", more);
const poll = (job: string, more: Partial<Recorded> = {}) =>
  request("GET", `/rq-engine/api/jobstatus/${job}`, more);

test("findJobs() gives each job to the latest change before its first poll", () => {
  const [first, second] = [wepp(), wepp()];
  const found = findJobs([first, poll("j1"), second, poll("j2"), poll("j1"), poll("j2")]);
  assert.deepEqual([found.started.get(first), found.started.get(second)], ["j1", "j2"]);
  assert.deepEqual(found.absent, []);
});

test("findJobs() sees that an unknown endpoint or an upload started a job", () => {
  const cli = request("POST", "tasks/upload_cli/");
  const name = request("POST", "tasks/setname/");
  const found = findJobs([cli, name, poll("j1")]);
  assert.equal(found.started.get(cli), "j1");
  const odd = request("POST", "/rq-engine/api/runs/a/b/something-new");
  assert.equal(findJobs([odd, poll("j1")]).started.get(odd), "j1");
});

test("findJobs() takes a change without a recorded answer for real when its job was polled", () => {
  const lost = wepp({ outcome: "lost" });
  assert.equal(findJobs([lost, poll("j1")]).started.get(lost), "j1");
  // A page that saw its request fail never learned the id of a job.
  const failed = wepp({ outcome: "lost", end: { stage: "error" } });
  assert.equal(findJobs([failed, poll("j1")]).absent.length, 1);
});

test("findJobs() reports jobs that nothing in the log can have started", () => {
  assert.equal(findJobs([poll("j1")]).absent.length, 1);
  assert.equal(findJobs([wepp({ outcome: "refused" }), poll("j1")]).absent.length, 1);
  assert.equal(findJobs([poll("j1", { inWindow: false })]).absent.length, 0);
  assert.equal(findJobs([poll("j1", { outcome: "refused" })]).absent.length, 0);
  const legacy = findJobs([request("GET", "/weppcloud/rq/api/jobstatus/j1")]);
  assert.deepEqual([legacy.absent.length, legacy.doubts.length], [0, 1]);
});

test("findJobs() reports a session token that no change used", () => {
  const token = request("POST", "/rq-engine/api/runs/a/b/session-token");
  assert.match(findJobs([token]).absent.join(), /session token/);
  assert.deepEqual(findJobs([token, wepp()]).absent, []);
});

test("findJobs() names an absent change by the run's own list, or by what was read next", () => {
  const read = (rest: string, more: Partial<Recorded> = {}) =>
    request("GET", `/weppcloud/runs/a/b/${rest}`, more);
  const named = (requests: Recorded[], tasks?: Map<string, string>) =>
    findJobs(requests, tasks).absent.map((sentence) => sentence.replace(/^.*is not in the log/, ""));
  assert.deepEqual(named([poll("j1"), poll("j1"), read("view/x"), read("report/landuse/")]), [
    ": probably build-landuse, as report/landuse was read next",
  ]);
  // What follows another job or change, or failed, tells nothing.
  const landuse = read("report/landuse/");
  assert.deepEqual(named([poll("j1"), poll("j2"), landuse])[0], "");
  assert.deepEqual(named([poll("j1"), request("POST", "tasks/setname/"), landuse]), [""]);
  assert.deepEqual(named([poll("j1"), read("report/landuse/", { outcome: "refused" })]), [""]);
  const tasks = new Map([["j1", "run_wepp"], ["j2", "unheard_of"]]);
  assert.deepEqual(named([poll("j1"), poll("j2"), landuse], tasks), [
    ": run-wepp, by the run's redisprep.dump",
    ": probably build-landuse, as report/landuse was read next",
  ]);
});
