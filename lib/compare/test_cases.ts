/** Tables of cases for comparators: what differs, and what is said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareOne, type Content, found } from "./test_fixtures.ts";

/** One case: both sides, the rules, and the verdict. */
export interface Case {
  name: string;
  /** Default: that of the table. */
  baseline?: Content;
  produced: Content;
  params?: Record<string, unknown>;
  verdict: "passed" | "failed" | "error";
  /** `kind where` of each difference. */
  differences?: string[];
  reason?: RegExp;
  /** Message of the first difference. */
  message?: RegExp;
}

/** A test for each case. */
export function testCases(method: string, base: Content, cases: readonly Case[]): void {
  for (
    const { name, baseline = base, produced, params, verdict, differences = [], reason, message } of cases
  ) {
    test(`${method} compare() with ${name} is ${verdict}`, async () => {
      const report = await compareOne(method, baseline, produced, params);
      assert.equal(report.verdict, verdict, report.reason ?? JSON.stringify(report.differences));
      assert.deepEqual(found(report), differences);
      if (reason !== undefined) assert.match(report.reason ?? "", reason);
      if (message !== undefined) assert.match(report.differences[0]?.message ?? "", message);
    });
  }
}
