import assert from "node:assert/strict";
import { test } from "node:test";
import type { LaidOverlay } from "../profiles/overlay.ts";
import { credentialsOf } from "./credentials_of.ts";

test("credentialsOf() gives an overlay's server its own login and nothing of another's", () => {
  const usual = { bearer: "token-of-another-server" };
  const overlay: LaidOverlay = {
    name: "staging",
    variables: {},
    comparisons: [],
    changes: [],
    credentials: { email_env: "STAGE_EMAIL", password_env: "STAGE_PW" },
  };
  const env = { STAGE_EMAIL: "qa@example.org", STAGE_PW: "pw", PROFILE_COOKIE: "session=prod" };
  assert.deepEqual(credentialsOf(overlay, usual, env), {
    login: { email: "qa@example.org", password: "pw" },
  });
  assert.deepEqual(
    credentialsOf({ name: "slow", variables: {}, comparisons: [], changes: [] }, usual, env),
    usual,
  );
  assert.deepEqual(credentialsOf(undefined, usual, env), usual);
  assert.throws(() => credentialsOf(overlay, usual, { STAGE_EMAIL: "x" }), /STAGE_PW, not set/);
});
