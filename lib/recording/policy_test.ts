import assert from "node:assert/strict";
import { test } from "node:test";
import { browserOf } from "./browser.ts";
import { type Asked, fateOf, REASONS, Sieve } from "./policy.ts";

const RUN = "/weppcloud/runs/ample-otter/disturbed9002";
const CASES: [string, string, Partial<Asked>][] = [
  ["keep", `${RUN}/tasks/setname/`, { method: "POST" }],
  ["keep", `${RUN}/report/subcatchments/`, { type: "text/html; charset=utf-8" }],
  ["keep", `${RUN}/resources/subcatchments.json`, { type: "application/json" }],
  ["keep", `${RUN}/download/plots/a.png`, { type: "image/png" }],
  ["keep", "/rq-engine/create/", { method: "POST" }],
  ["keep", "/rq-engine/api/runs/ample-otter/disturbed9002/run-wepp", { method: "POST" }],
  ["pages of the interface", `${RUN}/`, { type: "text/html" }],
  ["pages of the interface", "/weppcloud/interfaces/", { type: "text/html" }],
  ["static files", "/weppcloud/static/js/app.js?v=3", {}],
  ["static files", "/static/x", {}],
  ["static files", "/favicon.ico", {}],
  ["static files", "/tiles/3/2/1", { type: "image/webp" }],
  ["static files", `${RUN}/resources/legend`, { type: "image/png" }],
  ["static files", "/x/app.js.map", {}],
  ["logins and tokens", "/weppcloud/login", { method: "POST" }],
  ["logins and tokens", "/login?next=x", {}],
  ["logins and tokens", "/weppcloud/api/auth/rq-engine-token", { method: "POST" }],
  ["logins and tokens", "/rq-engine/api/runs/ample-otter/disturbed9002/session-token", { method: "POST" }],
  ["the toolbar of record proxy", "/.profile/0pq/status", {}],
  ["heartbeats", "/weppcloud/api/auth/session-heartbeat", { method: "POST" }],
  ["the server's own recorder", `${RUN}/recorder/events`, { method: "POST" }],
  ["analytics", "/g/collect?v=2", { method: "POST" }],
  ["analytics", "/matomo.php", {}],
  ["health checks", "/weppcloud/health", {}],
  ["preflights", "/rq-engine/api/runs/a/b/run-wepp", { method: "OPTIONS" }],
  ["event streams", "/weppcloud/events", { type: "text/event-stream" }],
  ["job polls", "/rq-engine/api/jobstatus/5f0c", {}],
  ["job polls", "/weppcloud/rq/api/jobinfo/5f0c", {}],
  ["elevation queries of the map", `${RUN}/elevationquery?lat=1`, {}],
];

test("fateOf() drops, folds and keeps by what an exchange is", () => {
  for (const [expected, path, more] of CASES) {
    const fate = fateOf({ method: "GET", path, status: 200, ...more });
    assert.equal(fate.kind === "keep" ? "keep" : fate.reason, expected, path);
    if (fate.kind === "keep") continue;
    assert.ok(REASONS.includes(fate.reason));
    assert.deepEqual(
      fateOf({ method: "GET", path, ...more }, { keep: [fate.reason] }),
      { kind: "keep" },
      path,
    );
  }
  assert.equal(fateOf({ method: "GET", path: "/noise/1" }, { drop: [/^\/noise\//] }).kind, "drop");
});

test("Sieve keeps the first answered poll of each job and counts the others", () => {
  const sieve = new Sieve();
  const poll = (id: string, status: number) =>
    sieve.take({ method: "GET", path: `/rq-engine/api/jobstatus/${id}`, status }).kept;
  assert.deepEqual([poll("a", 404), poll("a", 200), poll("a", 200), poll("b", 200), poll("b", 200)], [
    false,
    true,
    false,
    true,
    false,
  ]);
  assert.deepEqual([...sieve.counts()], [["job polls", 3]]);
});

test("browserOf() knows browsers that call themselves others", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
  assert.equal(browserOf(chrome), "Chrome 126");
  assert.equal(browserOf(`${chrome} Edg/126.0.1`), "Edge 126");
  assert.equal(
    browserOf("Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML) Version/17.4 Safari/605.1"),
    "Safari 17",
  );
  assert.equal(browserOf("curl/8"), undefined);
});
