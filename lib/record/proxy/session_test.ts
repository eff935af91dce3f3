import assert from "node:assert/strict";
import { test } from "node:test";
import { createRedactor } from "../../redact/redactor.ts";
import { BrowserSession } from "./session.ts";

const LOGIN = {
  kind: "form",
  encoding: "urlencoded",
  parts: [{ name: "email", value: "jane.roe@lab.example.org" }, { name: "password", value: "hunter2xyz" }],
} as const;

test("BrowserSession.login() gives a person one name over sessions, the one that the redactor gives", () => {
  const userOf = (pseudonymKey: string) => {
    const redactor = createRedactor({ pseudonymKey });
    const session = new BrowserSession(redactor);
    session.login({ ...LOGIN, parts: [...LOGIN.parts] }, true);
    assert.equal(session.seen([]).user, redactor.text("jane.roe@lab.example.org"));
    return session.seen([]).user;
  };
  const own = userOf("k".repeat(40));
  assert.equal(userOf("k".repeat(40)), own);
  assert.notEqual(userOf("l".repeat(40)), own);
});
