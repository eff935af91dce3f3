import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor } from "../redact/redactor.ts";
import type { StepDraft } from "./step.ts";
import { recordedOf, type Said } from "./testing/recorded.ts";
import type { Recorded } from "./types.ts";
import { tellUsers } from "./users.ts";

const said = (at: number, more: Partial<Said> = {}): Said => ({ to: "tasks/setname/", at, ...more });

function draftOf(recorded: Recorded): StepDraft {
  const step = { id: `s${recorded.line}`, action: "http_post", path: "/x" } as StepDraft["step"];
  return { id: step.id, step, recorded, needs: [], notes: [] };
}

function tell(all: Said[], without: number[] = []) {
  const requests = recordedOf(all);
  const steps = requests.filter((_, index) => !without.includes(index)).map(draftOf);
  const told = tellUsers(steps, requests, createRedactor());
  return { ...told, users: told.steps.map(({ step }) => "user" in step ? step.user : undefined) };
}

test("tellUsers() names nobody while one user is at work, and says in how many pages", () => {
  const one = tell([said(0, { user: 12 }), said(1, { user: 12 })]);
  assert.deepEqual([one.users, one.about, one.sentence], [[undefined, undefined], undefined, undefined]);
  const tabs = tell([said(0, { user: 12, page: "a" }), said(1, { user: 12, page: "b" })]);
  assert.match(tabs.sentence ?? "", /2 pages of one user; the steps stand in the order/);
  // Nobody logged in is nobody to tell apart.
  assert.equal(tell([said(0), said(1)]).about, undefined);
});

test("tellUsers() gives each step its user by pseudonym, and none to what came without a login", () => {
  const { users, about = {}, sentence, steps } = tell(
    [said(0, { user: 12 }), said(1, { user: 47 }), said(2), said(3, { user: 12 }), said(4, { user: 47 })],
    [4],
  );
  const [first, second] = users;
  assert.match(`${first} ${second}`, /^user-[0-9a-f]{8} user-[0-9a-f]{8}$/);
  assert.notEqual(first, second);
  assert.deepEqual(users, [first, second, undefined, first]);
  assert.deepEqual(about, {
    [first ?? ""]: "2 steps, roles not recorded",
    [second ?? ""]: "1 step, roles not recorded",
    anonymous: "1 step, without a login",
  });
  assert.match(sentence ?? "", /Several were at work: .* one login/);
  assert.deepEqual(Object.keys(steps[0]?.step ?? {}).slice(0, 3), ["id", "action", "user"]);
});

test("tellUsers() counts a user whose requests became no step", () => {
  const { about = {} } = tell([said(0, { user: 12 }), said(1, { user: 47 })], [1]);
  assert.deepEqual(Object.values(about), [
    "1 step, roles not recorded",
    "no step, 1 request, roles not recorded",
  ]);
});

test("tellUsers() warns when the clocks of two users are apart", () => {
  const requests = recordedOf([said(0, { user: 12 }), said(1, { user: 47 })]);
  const arrived = (at: number, recorded: Recorded | undefined) => {
    if (recorded?.request !== undefined) {
      recorded.request.received_at = new Date((recorded.time) + at).toISOString();
    }
  };
  arrived(100, requests[0]);
  arrived(900, requests[1]);
  assert.deepEqual(tellUsers([], requests, createRedactor()).warnings, []);
  arrived(61_000, requests[1]);
  assert.match(tellUsers([], requests, createRedactor()).warnings.join(), /clocks .* differ by about 61 s/);
});
