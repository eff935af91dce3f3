import assert from "node:assert/strict";
import { test } from "node:test";
import { findRoute, type Route } from "./router.ts";
import { json } from "./reply.ts";

const route = (method: string, path: string): Route => ({
  method,
  path,
  surface: "page",
  handle: () => json({}),
});
const routes = [
  route("POST", "/weppcloud/runs/:run/:config/tasks/setname/"),
  route("GET", "/weppcloud/runs/:run/:config/report/channel"),
  route("GET", "/weppcloud/runs/:run/:config/download/*path"),
  route("POST", "/rq-engine/api/runs/:run/:config/tasks/upload-sbs/"),
];

test("findRoute() decodes segments one by one, raw and encoded semicolons alike", () => {
  for (const id of ["profile;;tmp;;ab", "profile%3B%3Btmp%3B%3Bab"]) {
    const match = findRoute(routes, "GET", `/weppcloud/runs/${id}/cfg/report/channel`);
    assert.ok(match.kind === "found" && match.params["run"] === "profile;;tmp;;ab");
  }
  const match = findRoute(routes, "GET", "/weppcloud/runs/r/c/download/wepp/out%20put/a.txt");
  assert.ok(match.kind === "found" && match.params["path"] === "wepp/out put/a.txt");
  assert.equal(findRoute(routes, "GET", "/weppcloud/runs/%E0%A4%A/c/report/channel").kind, "none");
});

test("findRoute() redirects a missing slash and knows no superfluous one", () => {
  const flask = findRoute(routes, "POST", "/weppcloud/runs/r/c/tasks/setname");
  assert.deepEqual(flask, { kind: "slash", status: 308, location: "/weppcloud/runs/r/c/tasks/setname/" });
  const engine = findRoute(routes, "POST", "/rq-engine/api/runs/r/c/tasks/upload-sbs");
  assert.ok(engine.kind === "slash" && engine.status === 307);
  assert.equal(findRoute(routes, "GET", "/weppcloud/runs/r/c/report/channel/").kind, "none");
  assert.equal(findRoute(routes, "GET", "/weppcloud/runs/r/c/tasks/setname/").kind, "method");
});
