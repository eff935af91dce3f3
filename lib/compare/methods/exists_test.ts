import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testCases } from "../test_cases.ts";
import { compareFiles, compareOne } from "../test_fixtures.ts";
import { within } from "../tolerance.ts";

const BASE = "x".repeat(1000);
const changed = ["changed size"];

testCases("exists", BASE, [
  { name: "an equal file", produced: BASE, verdict: "passed" },
  { name: "another content", produced: "y".repeat(1000), params: { size: 0 }, verdict: "passed" },
  { name: "an empty file and no rule", produced: "", verdict: "passed" },
  { name: "an empty file", produced: "", params: { min_size: 1 }, verdict: "failed", differences: changed },
  { name: "a size within", produced: "x".repeat(1040), params: { size: { rel: 0.05 } }, verdict: "passed" },
  {
    name: "a size beyond",
    produced: "x".repeat(1060),
    params: { size: { rel: 0.05 } },
    verdict: "failed",
    differences: changed,
    message: /\+60 \(\+6 %\)/,
  },
  {
    name: "less than the size",
    produced: "x",
    params: { size: 998 },
    verdict: "failed",
    differences: changed,
  },
  { name: "just the least size", produced: "xx", params: { min_size: 2 }, verdict: "passed" },
  {
    name: "both rules broken",
    produced: "x",
    params: { size: 5, min_size: 2 },
    verdict: "failed",
    differences: ["changed size", "changed size"],
  },
  {
    name: "a negative rule",
    produced: BASE,
    params: { size: -1 },
    verdict: "error",
    reason: /not be negative/,
  },
  {
    name: "half a byte",
    produced: BASE,
    params: { min_size: 0.5 },
    verdict: "error",
    reason: /whole number/,
  },
  {
    name: "an unknown rule",
    produced: BASE,
    params: { sise: 1 },
    verdict: "error",
    reason: /unknown "sise"/,
  },
]);

test("exists compare() finds a file that is equal, but too small", async () => {
  const report = await compareOne("exists", "", "", { min_size: 1 });
  assert.equal(report.verdict, "failed");
});

test("exists takes HEC-DSS files from a glob, which hold time stamps", async () => {
  const comparison = { target: "export/dss/*", method: "exists", params: { size: { rel: 0.1 } } };
  const file = "export/dss/totalwatsed3_chan_24.dss";
  const run = async (before: string, after: string | undefined) => {
    const [report] = await compareFiles(
      { [file]: before },
      after === undefined ? { "export/dss/x_1.dss": "" } : { [file]: after },
      [comparison],
    );
    return report?.differences.map(({ kind, file }) => `${kind} ${file}`);
  };
  assert.deepEqual(await run("ZDSS1", "ZDSS2"), []);
  assert.deepEqual(await run("ZDSS1", "ZDSS2222"), [`changed ${file}`]);
  assert.deepEqual(await run("ZDSS1", undefined), [`missing ${file}`, "extra export/dss/x_1.dss"]);
});

test("exists compare() follows the rule for numbers", async () => {
  const tolerance = fc.record({ abs: fc.nat(50), rel: fc.double({ min: 0, max: 1, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.nat(120), tolerance, async (before, after, size) => {
      const report = await compareOne("exists", "x".repeat(before), "x".repeat(after), { size });
      assert.equal(report.verdict === "passed", within(before, after, size));
    }),
    { numRuns: 60 },
  );
});
