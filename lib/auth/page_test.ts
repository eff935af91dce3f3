import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../http/client.ts";
import { csrfToken, hasPasswordField, isLoginPage, leadsToLogin } from "./page.ts";

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

function answerOf(path: string, text: string, headers: Record<string, string> = {}): HttpAnswer {
  const url = new URL(path, "https://wepp.example.org");
  const timings = { first_byte: 0, total: 0 };
  return { status: 200, url, headers, text, json: undefined, truncated: false, timings };
}

test("isLoginPage() knows the page by its address or by its form", () => {
  const html = { "content-type": "text/html; charset=utf-8" };
  const form = '<input value="x" name=csrf_token type=hidden><input name="p" type="Password">';
  assert.equal(isLoginPage(answerOf("/weppcloud/login?next=a", "", html)), true);
  assert.equal(isLoginPage(answerOf("/weppcloud/login/", "")), true);
  assert.equal(isLoginPage(answerOf("/weppcloud/runs/a/cfg/", form, html)), true);
  assert.equal(isLoginPage(answerOf("/weppcloud/runs/a/cfg/", ` ${form}`)), true);
  assert.equal(
    isLoginPage(answerOf("/weppcloud/runs/a/cfg/", form, { "content-type": "text/plain" })),
    false,
  );
  assert.equal(isLoginPage(answerOf("/weppcloud/x", '<input name="p" type="password">', html)), false);
  const signedIn = '<meta name="csrf-token" content="t"><input name="p" type="password">';
  assert.equal(isLoginPage(answerOf("/weppcloud/x", signedIn, html)), false);
  assert.equal(isLoginPage(answerOf("/weppcloud/login-history", "<p>", html)), false);
});

test("leadsToLogin() knows a redirect to the login page that was not followed", () => {
  const redirect = (location: string) => ({
    ...answerOf("/weppcloud/profile", "", { location }),
    status: 302,
  });
  assert.equal(leadsToLogin(redirect("/weppcloud/login?next=%2Fprofile")), true);
  assert.equal(leadsToLogin(redirect("https://wepp.example.org/login")), true);
  assert.equal(leadsToLogin(redirect("/weppcloud/?next=/login")), false);
  assert.equal(leadsToLogin(redirect("http://[")), false);
});
