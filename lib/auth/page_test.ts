import assert from "node:assert/strict";
import { test } from "node:test";
import { csrfToken, hasPasswordField } from "./page.ts";

test("csrfToken() reads the field whatever the order of attributes", () => {
  assert.equal(csrfToken('<input id="csrf_token" name="csrf_token" type="hidden" value="Ab.c-1">'), "Ab.c-1");
  assert.equal(csrfToken("<input value='Ab&amp;c' type=hidden name=csrf_token>"), "Ab&c");
  assert.equal(csrfToken('<meta content="m1" name="csrf-token">'), "m1");
});

test("csrfToken() of a page without one is undefined", () => {
  assert.equal(csrfToken('<input name="next" value="x"><meta name="viewport" content="y">'), undefined);
});

test("hasPasswordField() tells a login form from another page", () => {
  assert.equal(hasPasswordField('<input name="password" id="password" type="password">'), true);
  assert.equal(hasPasswordField('<a href="/login/github">GitHub</a>'), false);
});
