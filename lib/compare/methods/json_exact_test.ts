import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../model/json.ts";
import { Findings } from "../findings.ts";
import { compareOne, found } from "../test_fixtures.ts";
import { compareJson } from "../json/walk.ts";
import { formatPath, type PathPart } from "../../text/json_path.ts";

interface Case {
  name: string;
  baseline?: string;
  produced: string | Uint8Array;
  ignore?: string[];
  verdict: string;
  differences?: string[];
  reason?: RegExp;
}

const BASE = '{"a": [1, {"b": 2}], "t": "now", "n": null}';
const cases: Case[] = [
  { name: "equal bytes", produced: BASE, verdict: "passed" },
  {
    name: "other layout and key order",
    produced: '{"n":null,"t":"now","a":[1.0,{"b":2}]}',
    verdict: "passed",
  },
  {
    name: "a changed value",
    produced: '{"a": [1, {"b": 3}], "t": "now", "n": null}',
    verdict: "failed",
    differences: ["changed $.a[1].b"],
  },
  {
    name: "a missing key",
    produced: '{"a": [1, {}], "n": null}',
    verdict: "failed",
    differences: ["missing $.a[1].b", "missing $.t"],
  },
  {
    name: "extra keys and items",
    produced: '{"a": [1, {"b": 2, "c": 1}, 7], "t": "now", "n": null, "odd key": 0}',
    verdict: "failed",
    differences: ["extra $.a[1].c", "extra $.a[2]", 'extra $["odd key"]'],
  },
  {
    name: "reordered items",
    produced: '{"a": [{"b": 2}, 1], "t": "now", "n": null}',
    verdict: "failed",
    differences: ["changed $.a[0]", "changed $.a[1]"],
  },
  {
    name: "a changed type",
    produced: '{"a": [1, {"b": "2"}], "t": "now", "n": 0}',
    verdict: "failed",
    differences: ["changed $.a[1].b", "changed $.n"],
  },
  {
    name: "an ignored change",
    produced: '{"a": [1, {"b": 2}], "t": "later", "n": null}',
    ignore: ["$.t"],
    verdict: "passed",
  },
  {
    name: "a rule that matches nothing",
    produced: '{"a": [1, {"b": 2}], "t": "now", "n": null} ',
    ignore: ["$.timestamp"],
    verdict: "passed",
    reason: /"\$\.timestamp" matched nothing/,
  },
  {
    name: "ignores that leave nothing",
    baseline: '{"t": 1, "u": {"v": 1, "w": []}}',
    produced: '{"t": 2, "u": {"v": 2, "w": [1]}}',
    ignore: ["$.t", "$..v", "$.u.w"],
    verdict: "error",
    reason: /nothing left to compare in "out\/file"/,
  },
  {
    name: "ignores that leave one empty list",
    baseline: '{"t": 1, "w": []}',
    produced: '{"t": 2, "w": []}',
    ignore: ["$.t"],
    verdict: "passed",
  },
  {
    name: "ignores that leave a key of one side",
    baseline: '{"t": 1}',
    produced: '{"t": 2, "w": 1}',
    ignore: ["$.t"],
    verdict: "failed",
    differences: ["extra $.w"],
  },
  {
    name: "a list in place of an object",
    baseline: '{"t": 1}',
    produced: "[1]",
    ignore: ["$.t"],
    verdict: "failed",
    differences: ["changed $"],
  },
  { name: "another layout of an empty object", baseline: "{}", produced: "{ }", verdict: "passed" },
  { name: "NaN on both sides", baseline: '{"x": NaN}', produced: '{"x":NaN}', verdict: "passed" },
  {
    name: "NaN against infinity",
    baseline: "[NaN, Infinity, 1]",
    produced: "[1, -Infinity, NaN]",
    verdict: "failed",
    differences: ["changed $[0]", "changed $[1]", "changed $[2]"],
  },
  {
    name: "integers beyond 2^53",
    baseline: "[9007199254740993, 0.12345678901234567890]",
    produced: "[9007199254740992, 0.12345678901234567890]",
    verdict: "failed",
    differences: ["changed $[0]"],
  },
  { name: "an empty file", produced: "", verdict: "error", reason: /produced file.*is empty/ },
  {
    name: "a damaged file",
    produced: '{"a": [1,\n  {"b": }]}',
    verdict: "error",
    reason: /line 2, column 9: found "}", expected value/,
  },
  { name: "a torn file", produced: '{"a": [1', verdict: "error", reason: /text ends, expected , or \]/ },
  { name: "a binary", produced: new Uint8Array([73, 73, 0, 1]), verdict: "error", reason: /NUL at byte 2/ },
];

for (const { name, baseline = BASE, produced, ignore, verdict, differences = [], reason } of cases) {
  test(`json_exact compare() with ${name} is ${verdict}`, async () => {
    const report = await compareOne("json_exact", baseline, produced, ignore && { ignore });
    assert.equal(report.verdict, verdict, report.reason ?? "");
    assert.deepEqual(found(report), differences);
    if (reason !== undefined) assert.match(report.reason ?? "", reason);
  });
}

test("json_exact compare() lists the first differences and counts the rest", async () => {
  const numbers = Array.from({ length: 80 }, (_, index) => index);
  const report = await compareOne(
    "json_exact",
    JSON.stringify(numbers),
    JSON.stringify(numbers.map((number) => number + 1)),
  );
  assert.equal(report.differences.length, 50);
  assert.equal(report.omitted, 30);
});

/** Paths of all leaves and containers but the root. */
function placesIn(value: JsonValue, path: PathPart[] = []): PathPart[][] {
  if (typeof value !== "object" || value === null) return [];
  const parts: [PathPart, JsonValue][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return parts.flatMap(([part, item]) => [[...path, part], ...placesIn(item, [...path, part])]);
}

function compare(a: JsonValue, b: JsonValue, ignore: string[] = []): string[] {
  const findings = new Findings(10_000);
  compareJson(a, b, { ignore }, findings);
  return findings.outcome().differences.map(({ kind, where }) => `${kind} ${where}`);
}

const document = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

test("compareJson() finds every planted change and invents none", () => {
  fc.assert(
    fc.property(document, fc.nat(), fc.constantFrom("changed", "missing", "extra"), (value, pick, kind) => {
      assert.deepEqual(compare(value, structuredClone(value)), []);
      const places = placesIn(value);
      const path = places[pick % Math.max(1, places.length)];
      if (path === undefined) return;
      const other = structuredClone(value);
      const parent = path.slice(0, -1).reduce<unknown>((at, part) => Reflect.get(Object(at), part), other);
      const part = path.at(-1) ?? 0;
      const owner = Object(parent);
      if (kind === "changed" || Array.isArray(owner)) {
        const plain = { value: ["planted"], writable: true, enumerable: true, configurable: true };
        const before: unknown = Object.getOwnPropertyDescriptor(owner, part)?.value;
        if (JSON.stringify(before) === '["planted"]') return;
        Object.defineProperty(owner, part, plain);
        const differences = compare(value, other);
        assert.ok(differences.length > 0 && differences.every((line) => line.includes(formatPath(path))));
        assert.deepEqual(compare(value, other, [formatPath(path)]), []);
      } else {
        delete owner[part];
        const expected = [`${kind} ${formatPath(path)}`];
        assert.deepEqual(kind === "missing" ? compare(value, other) : compare(other, value), expected);
      }
    }),
    { numRuns: 2000 },
  );
});
