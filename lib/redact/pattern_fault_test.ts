import assert from "node:assert/strict";
import { test } from "node:test";
import { patternFault } from "./pattern_fault.ts";

test("patternFault() takes ordinary patterns", () => {
  for (
    const pattern of [
      String.raw`\bB\d{4}\b`,
      "case-[0-9]+",
      "(?:ab|cd)+x",
      "x(?:a|b)?",
      String.raw`ticket\s*#\s*\d+`,
      "[a-z]+@lab",
      String.raw`(\d{3})-(\d{2,4})+x`.replace("+x", "x"),
      String.raw`\(a+\)+`,
      "[(+)]+x",
    ]
  ) assert.equal(patternFault(pattern), undefined, pattern);
});

test("patternFault() says what is wrong with a pattern", () => {
  const cases: [string, RegExp][] = [
    ["(", /^is no regular expression/],
    ["a*", /matches the empty text/],
    ["(a+)+x", /repeats a repetition/],
    ["((?:a|b)+c?)*x", /repeats a repetition/],
    [String.raw`(\w*\d)+x`, /repeats a repetition/],
    ["(a|ab)+x", /begin alike/],
    [String.raw`(?:\w|\d)+x`, /begin alike/],
    ["x.*.*.*y", /wildcards in a row/],
    ["a".repeat(501), /longer than/],
  ];
  for (const [pattern, words] of cases) assert.match(patternFault(pattern) ?? "", words, pattern);
});
