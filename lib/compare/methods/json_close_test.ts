import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../../model/json.ts";
import { Findings } from "../findings.ts";
import { compareJson, type JsonRules } from "../json/walk.ts";
import { checkComparison } from "../registry.ts";
import { testCases } from "../test_cases.ts";

const BASE =
  '{"loss": 100, "rows": [{"id": 1, "v": 2.5}, {"id": 2, "v": 3.5}], "tags": ["a", "b"], "t": "now"}';
const REORDERED =
  '{"loss": 100, "rows": [{"id": 2, "v": 3.5}, {"id": 1, "v": 2.5}], "tags": ["b", "a"], "t": "now"}';

testCases("json_close", BASE, [
  { name: "equal bytes", produced: BASE, verdict: "passed" },
  { name: "another layout", produced: JSON.stringify(JSON.parse(BASE)), verdict: "passed" },
  {
    name: "a number within",
    produced: BASE.replace("100", "100.5"),
    params: { tolerance: 0.5 },
    verdict: "passed",
  },
  {
    name: "a number beyond",
    produced: BASE.replace("100", "103"),
    params: { tolerance: { rel: 0.01 } },
    verdict: "failed",
    differences: ["changed $.loss"],
    message: /^\+3 \(\+3 %\)$/,
  },
  {
    name: "a place with its own tolerance",
    produced: BASE.replace("100", "103").replace("3.5", "3.6"),
    params: { tolerance: { rel: 0.01 }, tolerances: { "$.rows[*].v": 0.2, "/loss": { rel: 0.05 } } },
    verdict: "passed",
  },
  {
    name: "a number without a tolerance",
    produced: BASE.replace("100", "100.0000001"),
    verdict: "failed",
    differences: ["changed $.loss"],
  },
  {
    name: "what is missing and extra",
    produced: '{"loss": 100, "rows": [{"id": 1, "v": 2.5}], "tags": ["a", "b"], "t": "now", "u": 1}',
    params: { tolerance: 1000 },
    verdict: "failed",
    differences: ["missing $.rows[1]", "extra $.u"],
  },
  {
    name: "reordered arrays",
    produced: REORDERED,
    verdict: "failed",
    differences: [
      "changed $.rows[0].id",
      "changed $.rows[0].v",
      "changed $.rows[1].id",
      "changed $.rows[1].v",
      "changed $.tags[0]",
      "changed $.tags[1]",
    ],
  },
  {
    name: "reordered arrays whose order does not count",
    produced: REORDERED,
    params: { unordered: { "$.rows": "id" } },
    verdict: "failed",
    differences: ["changed $.tags[0]", "changed $.tags[1]"],
  },
  {
    name: "an array as a set",
    produced:
      '{"loss": 100, "rows": [{"v": 2.5, "id": 1}, {"id": 2, "v": 3.5}], "tags": ["b", "c"], "t": "now"}',
    params: { unordered: ["$.tags", "$.rows"] },
    verdict: "failed",
    differences: ["missing $.tags[0]", "extra $.tags[1]"],
  },
  {
    name: "a document that is an array, paired by a member; lists below it stay in order",
    baseline: '[{"id": 1, "v": [1, 2]}, {"id": 2, "v": [3]}]',
    produced: '[{"id": 2, "v": [3]}, {"id": 1, "v": [2, 1]}]',
    params: { unordered: { $: "id" } },
    verdict: "failed",
    differences: ['changed $["id=1"].v[0]', 'changed $["id=1"].v[1]'],
  },
  {
    name: "elements in any order, without what is ignored in them",
    baseline: '{"rows": [{"id": 1, "t": "09:00", "n": [1, 2]}, {"id": 2, "t": "09:01", "n": []}]}',
    produced: '{"rows": [{"n": [], "id": 2, "t": "10:00"}, {"t": "10:01", "id": 1.0, "n": [1, 3]}]}',
    params: { unordered: ["$.rows"], ignore: ["$.rows[*].t", "$.rows[*].n[1]"] },
    verdict: "passed",
    reason: /^$/,
  },
  {
    name: "elements in any order, one of them another beside what is ignored",
    baseline: '{"rows": [{"id": 1, "t": "09:00"}, {"id": 2, "t": "09:01"}]}',
    produced: '{"rows": [{"id": 2, "t": "10:00"}, {"id": 3, "t": "10:01"}]}',
    params: { unordered: ["$.rows"], ignore: ["$.rows[*].t"] },
    verdict: "failed",
    differences: ["missing $.rows[0]", "extra $.rows[1]"],
    reason: /^$/,
  },
  {
    name: "elements in any order, their numbers written otherwise",
    baseline: '{"v": [10000000000000000, NaN, 0]}',
    produced: '{"v": [-0.0, 1e16, NaN]}',
    params: { unordered: ["$.v"] },
    verdict: "passed",
  },
  {
    name: "large integers by all digits",
    baseline: "[9007199254740993, 9007199254740993, 9007199254740993]",
    produced: "[9007199254740992, 9007199254740995, 9007199254740992.0]",
    params: { tolerance: 0.5 },
    verdict: "failed",
    differences: ["changed $[0]", "changed $[1]", "changed $[2]"],
    message: /^-1 \(-1\.11e-14 %\)$/,
  },
  {
    name: "large integers within",
    baseline: "[9007199254740993, 10000000000000000]",
    produced: "[9007199254740995, 9999999999999999]",
    params: { tolerance: 2 },
    verdict: "passed",
  },
  {
    name: "large integers written otherwise",
    baseline: "[10000000000000000, 10000000000000000, 12345678901234567000, 9007199254740993]",
    produced: "[1e16, 10000000000000000.0, 1.2345678901234567e19, 9007199254740993.0]",
    verdict: "passed",
  },
  {
    name: "a decimal at the boundary",
    baseline: '{"v": 1.0}',
    produced: '{"v": 1.1}',
    params: { tolerance: 0.1 },
    verdict: "passed",
  },
  {
    name: "elements told apart by a member, within a tolerance",
    produced: '{"loss": 100, "rows": [{"id": 3, "v": 1}, {"id": 2, "v": 9}], "tags": ["a", "b"], "t": "now"}',
    params: { unordered: { "$.rows": "id" }, tolerance: 1 },
    verdict: "failed",
    differences: ['missing $.rows["id=1"]', 'changed $.rows["id=2"].v', 'extra $.rows["id=3"]'],
  },
  {
    name: "two elements that a member does not tell apart",
    produced: BASE.replace('"id": 2', '"id": 1'),
    params: { unordered: { "$.rows": "id" } },
    verdict: "error",
    reason: /Two elements of the produced \$\.rows have the id 1/,
  },
  {
    name: "a changed type",
    produced: BASE.replace("100", '"100"'),
    params: { tolerance: 1000 },
    verdict: "failed",
    differences: ["changed $.loss"],
    message: /The type changed from number to string/,
  },
  {
    name: "NaN against a number",
    baseline: "[NaN, 1, Infinity]",
    produced: "[NaN, NaN, -Infinity]",
    params: { tolerance: 1e9 },
    verdict: "failed",
    differences: ["changed $[1]", "changed $[2]"],
  },
  {
    name: "rules that match nothing",
    produced: `${BASE} `,
    params: { ignore: ["$.x"], tolerances: { "$.y": 1 }, unordered: ["$.z"] },
    verdict: "passed",
    reason: /"\$\.x" matched nothing; .*"\$\.y" matched nothing; .*"\$\.z" matched nothing/,
  },
  { name: "an empty file", produced: "", verdict: "error", reason: /is empty/ },
  { name: "a damaged file", produced: '{"loss": }', verdict: "error", reason: /line 1, column 10/ },
  {
    name: "a raster",
    produced: new Uint8Array([73, 73, 42, 0, 8, 0]),
    verdict: "error",
    reason: /is not text \(NUL at byte 3\)/,
  },
]);

test("checkComparison() names what is wrong with the parameters of json_close", () => {
  const check = (params: Record<string, unknown>) =>
    checkComparison({ target: "a.json", method: "json_close", params });
  assert.equal(check({ tolerance: 1, unordered: ["/rows"] }), undefined);
  assert.match(check({ tolerence: 1 }) ?? "", /did you mean "tolerance"/);
  assert.match(check({ ignore: ["rows"] }) ?? "", /does not start with \$/);
});

function differences(a: JsonValue, b: JsonValue, rules: JsonRules): number {
  const findings = new Findings(0);
  compareJson(a, b, rules, findings);
  const { missing, extra, changed } = findings.outcome().counts;
  return missing + extra + changed;
}

test("compareJson() finds every number that moved beyond the tolerance, and none within", () => {
  const amount = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  const tolerance = fc.record({
    abs: fc.double({ min: 0, max: 10, noNaN: true }),
    rel: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1 }),
      tolerance,
      fc.nat(),
      fc.double({ noNaN: true, min: 0, max: 2 }),
      (
        numbers,
        rule,
        pick,
        share,
      ) => {
        const at = pick % numbers.length;
        const before = numbers[at] ?? 0;
        const allowed = rule.abs + rule.rel * Math.abs(before);
        const after = before + allowed * share;
        const produced = numbers.with(at, after);
        const apart = Math.abs(after - before);
        const expected = apart <= allowed ? 0 : 1;
        // At the very boundary rounding may decide either way.
        if (expected === 1 && apart <= allowed + 2 ** -50 * Math.max(Math.abs(before), Math.abs(after))) {
          return;
        }
        assert.equal(differences(numbers, produced, { tolerance: rule }), expected);
        assert.equal(differences({ x: numbers }, { x: produced }, { tolerances: { "$.x": rule } }), expected);
      },
    ),
    { numRuns: 2000 },
  );
});

test("compareJson() finds nothing in reordered arrays whose order does not count", () => {
  const rows = fc.uniqueArray(fc.record({ id: fc.nat(), v: fc.double({ noNaN: true }) }), {
    selector: ({ id }) => id,
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, fc.nat(), (table, pick) => {
      const turned = table.toReversed();
      assert.equal(differences({ table }, { table: turned }, { unordered: { "$.table": "id" } }), 0);
      assert.equal(differences({ table }, { table: turned }, { unordered: { "$.table": "" } }), 0);
      const at = pick % table.length;
      const changed = turned.map((row, index) => index === at ? { ...row, v: row.v + 1e300 } : row);
      if (changed[at]?.v === turned[at]?.v) return;
      assert.equal(differences({ table }, { table: changed }, { unordered: { "$.table": "id" } }), 1);
    }),
    { numRuns: 2000 },
  );
});
