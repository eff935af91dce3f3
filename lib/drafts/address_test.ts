import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { fieldsOf, formatAddress, resolveAddress, splitAssignment, type StepMap } from "./address.ts";

const STEPS: StepMap[] = [
  { id: "resources", json: { a: 1 } },
  {
    id: "resources.json",
    json: { "x.y": 1, x: { y: 2 }, "p.q": { "r.s": 5 }, list: [{ n: 1 }], "odd=key]": 3 },
  },
];

function fault(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ProfileError);
    return `${error.message}; ${error.remedy}`;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

test("resolveAddress() finds keys with dots and items of lists", () => {
  const path = (text: string) => resolveAddress(text, STEPS).path;
  assert.deepEqual(path("resources.json.json.x.y"), ["json", "x", "y"]);
  assert.deepEqual(path('resources.json.json["x.y"]'), ["json", "x.y"]);
  assert.deepEqual(path("resources.json.json.p.q.r.s"), ["json", "p.q", "r.s"]);
  assert.deepEqual(path("resources.json.json.list.0.n"), ["json", "list", 0, "n"]);
  assert.deepEqual(path("resources.json.json.list[0].n"), ["json", "list", 0, "n"]);
  assert.deepEqual(path('resources.json.json["odd=key]"]'), ["json", "odd=key]"]);
  assert.equal(resolveAddress("resources.json.json", STEPS).step, "resources.json");
});

test("resolveAddress() names what is nearest", () => {
  assert.match(fault(() => resolveAddress("resourcs.json.a", STEPS)), /did you mean "resources"/i);
  assert.match(fault(() => resolveAddress("resources.json.json.list[0].m", STEPS)), /list\[0\]\.n\?/);
  assert.match(fault(() => resolveAddress("resources.json.json[", STEPS)), /cannot be read at "\["/);
});

test("splitAssignment() splits at the first = outside of a quoted key", () => {
  assert.deepEqual(splitAssignment("a.b=c=d", "--fill"), { at: "a.b", value: "c=d" });
  assert.deepEqual(splitAssignment('a["x=y"].z=', "--fill"), { at: 'a["x=y"].z', value: "" });
  assert.match(fault(() => splitAssignment("a.b", "--fill")), /has no value/);
});

test("formatAddress() of any value reads back to its place, also before a value", () => {
  const key = fc.oneof(
    fc.string({ minLength: 1, maxLength: 6 }),
    fc.constantFrom("a.b", "0", "x=y", '"]', "é ü"),
  )
    .filter((name) => name !== "__proto__");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.array(tie("value"), { maxLength: 3, minLength: 1 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3, minKeys: 1, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(value, (json) => {
    const step: StepMap = { id: "a.b", json };
    for (const path of fieldsOf(step)) {
      const address = formatAddress({ step: "a.b", path });
      const { at, value: rest } = splitAssignment(`${address}=v=1`, "--set");
      assert.deepEqual([at, rest], [address, "v=1"]);
      assert.deepEqual(resolveAddress(at, [{ id: "a" }, step]), { step: "a.b", path });
    }
  }));
});
