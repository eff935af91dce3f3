import assert from "node:assert/strict";
import { test } from "node:test";
import { withFake } from "../auth/testing/fake_server.ts";
import type { StepReport } from "../model/report.ts";
import { sendStep } from "./send_step.ts";

const CSRF = { status: 400, html: "<title>400 Bad Request</title>The CSRF token is missing." };
const LOGIN = {
  html: '<form action="/login"><input name="csrf_token"><input type="password" name="password"></form>',
};

/** What a POST with a token alone met, and what was said. */
async function sent(path: string, reply: typeof CSRF | typeof LOGIN) {
  let found = { refused: false, notes: [""], requests: 0 };
  await withFake(
    (request) => request.path.endsWith("/session-token") ? { json: { token: "t" } } : reply,
    async (fake) => {
      await fake.session.open();
      await fake.session.openRun("sandbox", "cfg");
      const before = fake.seen.length;
      const url = new URL(fake.urls.origin + path);
      const notes: string[] = [];
      const sender = { client: fake.client, session: fake.session, note: (line: string) => notes.push(line) };
      const report: StepReport = { id: "a", action: "http_post", verdict: "passed", failures: [] };
      const { refused } = await sendStep({ method: "POST", url }, undefined, sender, report);
      found = { refused, notes, requests: fake.seen.length - before };
    },
  );
  return found;
}

test("sendStep() with a token alone says that forms need a session, and renews nothing", async () => {
  const notes = [
    "this address needs a session, a token is for rq-engine only: give a login or --cookie-file too",
  ];
  const form = "/weppcloud/runs/sandbox/cfg/tasks/setname/";
  assert.deepEqual(await sent(form, CSRF), { refused: true, notes, requests: 1 });
  // A login page is no success, whatever its status.
  assert.deepEqual(await sent(form, LOGIN), { refused: true, notes, requests: 1 });
});

test("sendStep() asks whether a token alone is still taken where rq-engine refuses", async () => {
  const { refused, notes } = await sent("/rq-engine/api/runs/sandbox/cfg/set-outlet", CSRF);
  assert.ok(refused);
  assert.deepEqual(notes, [
    "the server no longer takes our session (HTTP 400); logging in again",
    "the given token is still valid: the server refuses this request, not the token",
  ]);
});
