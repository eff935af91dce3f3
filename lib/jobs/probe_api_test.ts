import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeReply } from "../auth/testing/fake_server.ts";
import { inTurn, withWatch } from "./testing/fake_watch.ts";
import { answersApi, isThereAt } from "./probe_api.ts";

/** What is found when the server answers so, and the paths that were asked. */
async function asked(
  api: "legacy" | "rq-engine",
  ...replies: FakeReply[]
): Promise<[boolean, number, string]> {
  let found: [boolean, number, string] = [false, 0, ""];
  await withWatch(inTurn(...replies), async ({ watch, polls }) => {
    const speaks = await answersApi(watch, api);
    found = [speaks, polls().length, (polls()[0] ?? "").replace(/[0-9a-f-]{36}$/, "ID")];
  }, { credentials: { bearer: "token-of-a-user" } });
  return found;
}

test("answersApi() knows a generation by how it answers about a job that is nobody's", async () => {
  const [engine, legacy] = ["/rq-engine/api/jobstatus/ID", "/weppcloud/rq/api/jobstatus/ID"];
  const envelope = { status: 404, json: { error: { message: "Job not found", code: "not_found" } } };
  assert.deepEqual(await asked("rq-engine", envelope), [true, 1, engine]);
  assert.deepEqual(await asked("legacy", { json: { id: "x", status: "not_found" } }), [true, 1, legacy]);
  assert.deepEqual(await asked("rq-engine", { status: 404, json: { detail: "Not Found" } }), [
    false,
    1,
    engine,
  ]);
  assert.deepEqual(await asked("legacy", { status: 404, html: "<html>Not Found</html>" }), [
    false,
    1,
    legacy,
  ]);
});

test("answersApi() is not misled by a gateway that fails once", async () => {
  const envelope = { status: 404, json: { error: { code: "not_found" } } };
  const [speaks, polls] = await asked(
    "rq-engine",
    { status: 502, html: "<html>Bad Gateway</html>" },
    envelope,
  );
  assert.deepEqual([speaks, polls], [true, 2]);
});

test("isThereAt() is not misled by a gateway that fails once", async () => {
  const url = "/weppcloud/tasks/set_landuse_db/";
  const ask = async (...replies: FakeReply[]) => {
    let there: boolean | Error = false;
    await withWatch(inTurn(...replies), async ({ watch }) => {
      there = await isThereAt(watch, new URL(watch.urls.origin + url)).catch((error: Error) => error);
    }, { credentials: { bearer: "token-of-a-user" } });
    return there;
  };
  const broken = { status: 502, html: "<html>Bad Gateway</html>" };
  assert.equal(await ask(broken, { status: 200 }), true);
  assert.equal(await ask(broken, { status: 404 }), false);
});
