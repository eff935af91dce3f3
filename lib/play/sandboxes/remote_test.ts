import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakeReply, type Seen, withFake } from "../../auth/testing/fake_server.ts";
import { PollBudget } from "../../jobs/pacing.ts";
import { removeOverHttp } from "./remote.ts";

/** What removing a run says, and what was asked for. */
async function removed(
  answer: (request: Seen) => FakeReply,
): Promise<{ remark: string | undefined; asked: string[] }> {
  let remark: string | undefined;
  const asked: string[] = [];
  await withFake(answer, async ({ urls, client, session, seen }) => {
    const watch = {
      client,
      urls,
      session,
      budget: new PollBudget(),
      now: () => 0,
      sleep: () => Promise.resolve(),
      onTrouble: () => {},
      onState: () => {},
    };
    remark = await removeOverHttp("calm;;creek", { client, session, urls, watch, recordedRun: undefined });
    asked.push(...seen.map(({ method, path }) => `${method} ${path}`));
  });
  return { remark, asked };
}

test("removeOverHttp() deletes by the test support, where the server has it", async () => {
  const done = await removed(() => ({ json: { status: "ok" } }));
  assert.equal(done.remark, undefined);
  assert.deepEqual(done.asked, [
    "GET /weppcloud/tests/api/ping",
    "DELETE /weppcloud/tests/api/run/calm%3B%3Bcreek",
  ]);
});

test("removeOverHttp() says that a run stays, and asks for no more than it must", async () => {
  const off = await removed(() => ({ status: 403, json: {} }));
  assert.match(off.remark ?? "", /calm;;creek stays on the server: it offers no way/);
  assert.equal(off.asked.length, 1);
  const page = await removed(() => ({ html: "<h1>login</h1>" }));
  assert.match(page.remark ?? "", /offers no way/);
  const refused = await removed(({ method }) =>
    method === "DELETE" ? { status: 500, json: {} } : { json: {} }
  );
  assert.match(refused.remark ?? "", /stays on the server: its removal was answered HTTP 500/);
});
