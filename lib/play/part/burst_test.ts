import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Step } from "../../model/profile.ts";
import { burstLength, thinkTime } from "./burst.ts";

function read(id: string, at: number, took: number, more: object = {}): Step {
  const recorded = { at: `${at / 1000}s`, took: `${took / 1000}s` };
  return { id, action: "http_get", path: `/${id}`, recorded, ...more } as Step;
}

const change = { id: "c", action: "http_post", path: "/c", recorded: { at: "1s", took: "2s" } } as Step;

test("burstLength() takes reads that were sent before those before them were answered", () => {
  assert.equal(
    burstLength([read("a", 0, 300), read("b", 10, 300), read("c", 200, 300), read("d", 900, 10)]),
    3,
  );
  assert.equal(burstLength([read("a", 0, 5), read("b", 20, 5)]), 2);
  assert.equal(burstLength([read("a", 0, 5), read("b", 60, 5)]), 1);
  assert.equal(burstLength([change, read("a", 1000, 5)]), 1);
  assert.equal(burstLength([read("a", 0, 3000), change]), 1);
  assert.equal(burstLength([{ id: "a", action: "http_get", path: "/a" } as Step, read("b", 0, 5)]), 1);
  assert.equal(burstLength([read("a", 900, 5), read("b", 3, 5)]), 1);
});

test("burstLength() ends before a read that uses another's value, and before one that waits", () => {
  const uses = read("b", 1, 300, { query: { t: "{{steps.a.token}}" } });
  assert.equal(burstLength([read("a", 0, 300, { save: { token: "$.t" } }), uses]), 1);
  assert.equal(burstLength([read("a", 0, 300), read("b", 1, 9, { wait: { type: "resource" } })]), 1);
});

test("burstLength() of any steps is at least one, and holds nothing but reads beyond that", () => {
  const step = fc.record({ get: fc.boolean(), at: fc.nat(500), took: fc.nat(500) });
  fc.assert(fc.property(fc.array(step, { minLength: 1 }), (all) => {
    const steps = all.map(({ get, at, took }, index) => get ? read(`s${index}`, at, took) : change);
    const length = burstLength(steps);
    assert.ok(length >= 1 && length <= steps.length);
    if (length > 1) assert.ok(steps.slice(0, length).every(({ action }) => action === "http_get"));
  }));
});

test("thinkTime() counts from the end of the step before, its job included", () => {
  assert.equal(thinkTime(change, read("a", 7500, 10)), 4500);
  assert.equal(thinkTime(change, read("a", 2000, 10)), 0);
  assert.equal(thinkTime(undefined, read("a", 2000, 10)), 0);
  assert.equal(thinkTime({ id: "a", action: "http_get", path: "/a" } as Step, read("b", 2000, 10)), 0);
});
