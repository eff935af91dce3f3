import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../../http/client.ts";
import { runOf } from "./create.ts";

const ORIGIN = "https://wepp.example.org";

function answer(status: number, location?: string, json?: HttpAnswer["json"]): HttpAnswer {
  return {
    status,
    url: new URL(`${ORIGIN}/rq-engine/create/`),
    headers: location === undefined ? {} : { location },
    text: "",
    json,
    truncated: false,
    timings: { first_byte: 0, total: 0 },
  };
}

test("runOf() reads the run that a server made", () => {
  const made = { runId: "calm-creek-1", config: "disturbed9002" };
  for (
    const location of [
      "/weppcloud/runs/calm-creek-1/disturbed9002/",
      `${ORIGIN}/weppcloud/runs/calm-creek-1/disturbed9002.cfg`,
      "http://wepp.example.org/weppcloud/runs/calm%2Dcreek%2D1/disturbed9002",
    ]
  ) assert.deepEqual(runOf(answer(303, location), ORIGIN), made, location);
  assert.deepEqual(runOf(answer(201, undefined, { run: { runid: "a", config: "b" } }), ORIGIN), {
    runId: "a",
    config: "b",
  });
  assert.deepEqual(runOf(answer(302, "/weppcloud/runs/calm-creek-1"), ORIGIN), { runId: "calm-creek-1" });
});

test("runOf() takes nothing else for a run", () => {
  for (
    const location of [
      "https://elsewhere.example.org/weppcloud/runs/a/b/",
      "/weppcloud/login",
      "/weppcloud/runs/..%2f..%2fetc/b/",
      "/weppcloud/runs/%2e%2e/b/",
      "/weppcloud/runs/%ff/b/",
      "http://[",
    ]
  ) assert.equal(runOf(answer(303, location), ORIGIN), undefined, location);
  assert.equal(runOf(answer(200, "/weppcloud/runs/a/b/"), ORIGIN), undefined);
  assert.equal(runOf(answer(303), ORIGIN), undefined);
});
