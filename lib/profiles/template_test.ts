import assert from "node:assert/strict";
import { test } from "node:test";
import { expand, references } from "./template.ts";

const lookup = (name: string) => ({ lat: 46.1, run_id: "profile;;tmp;;ab", list: [1, 2], no: null }[name]);

test("expand() keeps the type when the template is the whole string", () => {
  assert.deepEqual(expand({ a: "{{lat}}", b: "{{ list }}", c: "{{no}}" }, lookup), {
    a: 46.1,
    b: [1, 2],
    c: null,
  });
});

test("expand() writes values into longer strings and keys", () => {
  assert.deepEqual(expand(["/runs/{{run_id}}/x", { "{{run_id}}": "at {{lat}}" }], lookup), [
    "/runs/profile;;tmp;;ab/x",
    { "profile;;tmp;;ab": "at 46.1" },
  ]);
});

test("expand() reports what has no value and leaves it", () => {
  const missing: string[] = [];
  assert.equal(expand("{{secret.KEY}} {{lat}}", lookup, (name) => missing.push(name)), "{{secret.KEY}} 46.1");
  assert.deepEqual(missing, ["secret.KEY"]);
});

test("references() lists names in order", () => {
  assert.deepEqual(references("{{a}} and {{ steps.x-1.job }}"), ["a", "steps.x-1.job"]);
});
