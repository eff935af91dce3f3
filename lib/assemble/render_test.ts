import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Hole } from "../model/profile.ts";
import { createRedactor } from "../redact/redactor.ts";
import { renderProfile } from "./render.ts";

function render(json: unknown): string {
  const step = { id: "a", action: "http_post", path: "/x", json, expect: { status: "2xx" } };
  return renderProfile({ version: 1, metadata: { slug: "x" }, steps: [step] }, ["A comment."], "x.yaml").text;
}

test("renderProfile() reads back to the very same values, or it throws", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      render(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 300 },
  );
});

test("renderProfile() keeps strings that YAML could take for something else", () => {
  const odd = [
    "on",
    "no",
    "~",
    "null",
    "1e3",
    "0o7",
    "2026-01-02",
    "=",
    "<<",
    "- a",
    "# b",
    "a: b",
    " x ",
    "\u2028",
    "\ud83d",
    "\0",
  ];
  render({ odd, "": "empty key", "{{run_id}}": 1, big: 12345678901234567000, tiny: 1e-320 });
  assert.match(render({ a: "on" }), /"on"/);
});

test("renderProfile() writes short things on one line and marks holes", () => {
  const text = render({ latitude: 46.1, longitude: new Hole('no "value"') });
  assert.match(text, /json: \{ latitude: 46\.1, longitude: !hole "no \\"value\\"" \}/);
  assert.match(text, /^# yaml-language-server: \$schema=/);
  assert.match(text, /\n# A comment\.\n/);
  assert.match(render({ a: "x".repeat(60), b: "y".repeat(60) }), /json:\n {6}a: x+\n {6}b: y+\n/);
});

test("renderProfile() keeps a secret's description on a line of its own, where no rule takes it for the value", () => {
  const step = { id: "a", action: "http_post", path: "/x", expect: { status: "2xx" } };
  const prerequisites = { secrets: { PASSWORD: "a secret value in a, json.password" } };
  const profile = { version: 1, metadata: { slug: "x" }, prerequisites, steps: [step] };
  const { text } = renderProfile(profile, [], "x.yaml");
  assert.match(text, /\n {2}secrets:\n {4}PASSWORD: a secret/);
  assert.equal(createRedactor().text(text), text);
});
