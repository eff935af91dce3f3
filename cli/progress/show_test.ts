import assert from "node:assert/strict";
import { test } from "node:test";
import { Output } from "../output.ts";
import { showsProgress } from "./show.ts";

const [terminal, file] = [{ isTTY: true }, {}];

/** Whether progress is shown with standard output and standard error at a terminal, but for what is changed. */
function shows(
  change: { env?: Record<string, string>; json?: true; quiet?: true } = {},
  places = {},
): boolean {
  const out = new Output({ stdout: () => {}, stderr: () => {} });
  const { env = {}, ...options } = change;
  out.options = { ...out.options, ...options };
  const { signal } = new AbortController();
  return showsProgress({ out, env, signal }, { stdout: terminal, stderr: terminal, ...places });
}

test("showsProgress() is true where a person looks at a terminal that can move its cursor", () => {
  assert.equal(shows(), true);
  assert.equal(shows({ env: { TERM: "xterm", NO_COLOR: "" } }), true);
  assert.equal(shows({ env: { TERM: "dumb" } }), false);
  assert.equal(shows({ env: { TERM: "xterm", NO_COLOR: "1" } }), true);
  assert.equal(shows({ json: true }), false);
  assert.equal(shows({ quiet: true }), false);
  assert.equal(shows({}, { stdout: file }), false, "words go into a file or another program");
  assert.equal(shows({}, { stderr: file }), true);
});

test("showsProgress() looks at standard error when a report takes standard output", () => {
  const out = new Output({ stdout: () => {}, stderr: () => {} });
  out.peopleTo = "stderr";
  const { signal } = new AbortController();
  assert.equal(showsProgress({ out, env: {}, signal }, { stdout: file, stderr: terminal }), true);
  assert.equal(showsProgress({ out, env: {}, signal }, { stdout: terminal, stderr: file }), false);
});
