/** Reports full of hostile text, for property tests of the renderings. */
import fc from "fast-check";
import type { ItemVerdict, Report } from "../../model/report.ts";
import { testReport } from "../../model/test_report.ts";

const NASTY = [
  "]]>",
  "<!--",
  "</failure>",
  "&amp;&lt;",
  "::error file=x::",
  "%0A%25",
  "\u0000\u0008\u001b[31mred\u001b[0m",
  "\ud800",
  "\udfff",
  "\uffff\ufffe\u0085\u2028\u2029\ufeff",
  "a # SKIP b \\# c \\",
  "\n  ...\n  ---\nnot ok 9 - x\nBail out!",
  "\r\n\ttab",
  "'\"`$(x)``` ~~~ |",
  "x".repeat(5000),
];

/** Any text, with what breaks formats in it. */
export const hostileText: fc.Arbitrary<string> = fc.array(
  fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 20 })),
  { maxLength: 5 },
).map((parts) => parts.join(""));

const verdict = fc.constantFrom<ItemVerdict>("passed", "failed", "error", "skipped");

/** A report in which every text is hostile. */
export const hostileReport: fc.Arbitrary<Report> = fc.record({
  profile: hostileText,
  summary: hostileText,
  target: hostileText,
  steps: fc.array(
    fc.record({
      id: hostileText,
      action: hostileText,
      verdict,
      at: hostileText,
      reason: hostileText,
      curl: hostileText,
      failures: fc.array(hostileText, { maxLength: 3 }),
      job: fc.record({
        job_id: hostileText,
        status: hostileText,
        tree: fc.array(hostileText, { maxLength: 3 }),
        traceback: hostileText,
      }),
      answer: fc.record({
        type: fc.constantFrom("text/html", "text/plain"),
        body: hostileText,
        cut: fc.boolean(),
      }),
    }),
    { maxLength: 4 },
  ),
  expectations: fc.array(fc.record({ what: hostileText, verdict, message: hostileText }), { maxLength: 2 }),
  comparisons: fc.array(
    fc.record({
      target: hostileText,
      method: hostileText,
      verdict,
      reason: hostileText,
      files: fc.constant<string[]>([]),
      differences: fc.array(
        fc.record({ kind: fc.constant("changed" as const), where: hostileText, message: hostileText }),
        { maxLength: 3 },
      ),
      counts: fc.record({ missing: fc.nat(3), extra: fc.nat(3), changed: fc.nat(3) }),
      notes: fc.array(hostileText, { maxLength: 2 }),
      facts: fc.constant({}),
      omitted: fc.nat(3),
      artifacts: fc.constant<string[]>([]),
    }),
    { maxLength: 3 },
  ),
  notes: fc.array(hostileText, { maxLength: 2 }),
}).map((changes) =>
  testReport({ ...changes, verdict: "differences", exit_code: 1, failed_step: changes.steps[0]?.id ?? null })
);
