import assert from "node:assert/strict";
import { test } from "node:test";
import type { Profile } from "../model/profile.ts";
import { userNotes } from "./users.ts";

const profile = (users: (string | undefined)[], known: Record<string, string> = {}) =>
  ({
    version: 1,
    metadata: { slug: "a" },
    prerequisites: { users: known },
    steps: users.map((user, index) => ({ id: `s${index}`, action: "http_get", path: "/x", user })),
  }) as unknown as Profile;

test("userNotes() says nothing when everyone has credentials, and names who has none", () => {
  const two = profile(["user-a", "user-b", undefined]);
  assert.deepEqual(userNotes(two, new Set(["user-a", "user-b"])), []);
  const [line = ""] = userNotes(two, new Set(["user-a"]));
  assert.match(line, /user-b has no credentials and uses/);
  assert.match(line, /PROFILE_USER_USER_B_EMAIL/);
});

test("userNotes() says with how many users a profile was recorded, and that one login plays it", () => {
  assert.deepEqual(userNotes(profile([undefined, "user-a", "user-a"])), []);
  const [line = ""] = userNotes(
    profile(["user-a", "user-b", "user-a"], { anonymous: "no step, 3 requests" }),
  );
  assert.match(line, /3 users: user-a \(2 steps\), user-b \(1 step\), anonymous; .* one login/);
});
