import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../model/json.ts";
import { Findings } from "./findings.ts";
import { compareJson, type JsonRules } from "./json_walk.ts";
import { withoutPlaces } from "./nodb_places.ts";
import { checkComparison } from "./registry.ts";
import { testCases } from "./test_cases.ts";

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

test("json_close reads NoDb files without the places of their run", () => {
  const state = (wd: string, group: string) => ({
    "py/object": "wepppy.nodb.core.Ron",
    "py/state": {
      wd,
      _run_group: group,
      dem: `${wd}/dem/dem.tif`,
      run: wd.split("/").at(-1) ?? "",
      cell: 30,
    },
  });
  const [a, b] = [state("/wc1/runs/am/ample-otter", "x"), state("/playback/runs/5f0c", "y")];
  assert.deepEqual(withoutPlaces(a), withoutPlaces(b));
  assert.notDeepEqual(withoutPlaces(a), withoutPlaces({ ...b, "py/state": { ...b["py/state"], cell: 10 } }));
  assert.deepEqual(withoutPlaces({ "py/state": { cell: 30 } }), { "py/state": { cell: 30 } });
});

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
  return findings.outcome().omitted;
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
        const expected = Math.abs(after - before) <= allowed ? 0 : 1;
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
    { numRuns: 500 },
  );
});
