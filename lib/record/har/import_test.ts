/** Importing HARs: the order of requests, their bodies and answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { entry, har, imported, ORIGIN, RUN } from "./testing/har.ts";

test("importHar() keeps the order of time, runs apart, and counts what it leaves out", async () => {
  const { result, requests } = await imported(har([
    entry({ at: 9, path: `${RUN}/run-wepp` }),
    entry({ at: 1, path: `${RUN}/set-outlet` }),
    entry({ at: 2, path: "/weppcloud/runs/other-run/cfg/tasks/setname/" }),
    entry({ at: 3, url: "https://tiles.example.com/1.png", method: "GET" }),
    entry({ at: 3, url: "https://tiles.example.com/2.png", method: "GET" }),
    entry({ at: 4, url: "data:image/png;base64,AAAA", method: "GET" }),
    entry({ at: 5, url: "wss://wepp.example.org/status", method: "GET" }),
    entry({ at: 6, path: "/weppcloud/static/app.js", method: "GET" }),
    entry({ at: 7, path: "/weppcloud/login" }),
    entry({ at: 8, path: "/weppcloud/about.json", method: "GET" }),
  ]));
  assert.deepEqual(requests.map(({ runId, endpoint }) => [runId, endpoint?.split("/").at(-1)]), [
    ["ample-otter", "set-outlet"],
    ["ample-otter", "run-wepp"],
    ["other-run", ""],
  ]);
  assert.equal(result.origin, ORIGIN);
  assert.equal(result.websockets, 1);
  assert.deepEqual(result.other_origins, [{ origin: "https://tiles.example.com", count: 2 }]);
  assert.deepEqual(result.dropped.map(({ reason, count }) => `${count} ${reason}`).sort(), [
    "1 belongs to no run",
    "1 logins and tokens",
    "1 no HTTP request",
    "1 static files",
  ]);
  assert.equal(result.kept, 3);
});

test("importHar() reads bodies of every kind and names what the HAR lacks", async () => {
  const typed = (mimeType: string, more: object) => ({
    request: { bodySize: 5, postData: { mimeType, ...more } },
  });
  const form = "application/x-www-form-urlencoded";
  const { requests } = await imported(har([
    entry({ at: 1, ...typed("application/json", { text: '{"a": "{\\"b\\":1}"}' }) }),
    entry({ at: 2, ...typed("application/json", { text: "eyJhIjoxfQ==", encoding: "base64" }) }),
    entry({ at: 3, ...typed(`${form}; charset=UTF-8`, { text: "a=1&a=2&b=%C3%BC+x", params: [] }) }),
    entry({ at: 4, ...typed(form, { params: [{ name: "a", value: "x%20y" }] }) }),
    entry({ at: 5, ...typed("text/plain", { text: "hello" }) }),
    entry({ at: 6, request: { bodySize: 512 } }),
    entry({ at: 7, ...typed("application/json", { text: "{broken" }) }),
    entry({ at: 8, ...typed("application/octet-stream", { text: "AAECAw==", encoding: "base64" }) }),
  ]));
  const meta = requests.map(({ requestMeta }) => requestMeta);
  assert.equal(meta[0]?.jsonPayload, '{"a": "{\\"b\\":1}"}');
  assert.equal(meta[1]?.jsonPayload, '{"a":1}');
  assert.deepEqual(meta[2]?.formValues, { a: ["1", "2"], b: "ü x" });
  assert.deepEqual(meta[3]?.parts, [{ name: "a", value: "x y" }]);
  assert.equal(meta[4]?.text, "hello");
  assert.deepEqual([meta[5]?.bodyType, meta[5]?.lost], ["lost", "the HAR does not hold the body"]);
  assert.deepEqual([meta[6]?.bodyType, meta[6]?.text], ["text", "{broken"]);
  assert.deepEqual([meta[7]?.bodyType, meta[7]?.bodyLength], ["bytes", 4]);
});

test("importHar() knows the run of a creation, aborted requests and decoded answers", async () => {
  const { events, result } = await imported(har([
    entry({
      at: 1,
      path: "/rq-engine/create/",
      request: {
        bodySize: 20,
        postData: { mimeType: "application/x-www-form-urlencoded", text: "config=disturbed9002" },
      },
      response: {
        status: 303,
        headers: [],
        redirectURL: "/weppcloud/runs/ample-otter/disturbed9002",
        content: null,
      },
    }),
    entry({ at: 2, response: { status: 0, _error: "net::ERR_ABORTED", headers: [], content: { size: 0 } } }),
    entry({ at: 3, response: null }),
    entry({
      at: 4,
      response: {
        content: { size: 20, mimeType: "application/json", text: "eyJqb2JfaWQiOiJhYiJ9", encoding: "base64" },
      },
    }),
  ]));
  assert.equal(result.runs.length, 1);
  const ends = events.filter(({ stage }) => stage === "response" || stage === "error");
  assert.equal(ends[0]?.responseMeta?.headers?.["location"], "/weppcloud/runs/ample-otter/disturbed9002");
  assert.deepEqual(ends.slice(1, 3).map(({ error }) => (error as { message: string }).message), [
    "net::ERR_ABORTED",
    "No answer came",
  ]);
  assert.equal(ends[3]?.responseMeta?.body, '{"job_id":"ab"}');
  assert.equal(events.find(({ category }) => category === "rq_enqueue")?.payload?.["job_id"], "ab");
});
