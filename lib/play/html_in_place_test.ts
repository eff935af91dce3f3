import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../http/client.ts";
import { htmlInPlace } from "./html_in_place.ts";

const page = (more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  url: new URL("http://h/"),
  headers: { "content-type": "text/html" },
  text: "<title>We are\n  back soon</title>",
  json: undefined,
  truncated: false,
  timings: { first_byte: 1, total: 1 },
  ...more,
});
const asked = (method: string, path: string) => ({ method, url: new URL(path, "http://h") });

test("htmlInPlace() names the page that came where JSON is always answered", () => {
  const words = ['expected JSON, got the HTML page "We are back soon"'];
  assert.deepEqual(htmlInPlace(page(), asked("POST", "/rq-engine/api/runs/r/c/build-soils")), words);
  assert.deepEqual(htmlInPlace(page(), asked("GET", "/rq-engine/api/jobstatus/x")), words);
  assert.deepEqual(htmlInPlace(page(), asked("POST", "/weppcloud/runs/r/c/rq/api/build_soils")), words);
  assert.deepEqual(htmlInPlace(page(), asked("POST", "/weppcloud/runs/r/c/tasks/setname/")), words);
  assert.deepEqual(htmlInPlace(page({ headers: {} }), asked("POST", "/query-engine/runs/r/query")), words);
});

test("htmlInPlace() leaves pages, redirects and JSON alone", () => {
  assert.deepEqual(htmlInPlace(page(), asked("GET", "/weppcloud/runs/r/c/report/soils/")), []);
  assert.deepEqual(htmlInPlace(page(), asked("GET", "/weppcloud/runs/r/c/tasks/form/")), []);
  assert.deepEqual(htmlInPlace(page({ status: 303 }), asked("POST", "/rq-engine/create/")), []);
  assert.deepEqual(htmlInPlace(page({ json: {} }), asked("POST", "/rq-engine/api/x")), []);
  const csv = page({ headers: { "content-type": "text/csv" } });
  assert.deepEqual(htmlInPlace(csv, asked("GET", "/query-engine/runs/r/x")), []);
});
