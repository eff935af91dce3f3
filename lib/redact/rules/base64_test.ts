import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRedactor } from "../redactor.ts";
import { runsOf } from "./base64.ts";

test("runsOf() finds what the expression finds", () => {
  const parts = fc.constantFrom(
    "a",
    "Zz9+/_-",
    "=",
    "==",
    " ",
    "\n",
    "abcdefghijkl",
    "é",
    ".",
    "0".repeat(40),
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 60 }).map((list) => list.join("")), (text) => {
      const expected = [...text.matchAll(/[A-Za-z0-9+/_-]{12,1000000}={0,2}/g)].map(({ index, 0: run }) => ({
        start: index,
        end: index + run.length,
      }));
      assert.deepEqual([...runsOf(text)], expected);
    }),
    { numRuns: 2000 },
  );
});

test("runsOf() cuts a very long run into pieces of whole groups", () => {
  const text = `${"A".repeat(2_000_000)}BBBBBBBBBBBB== CC`;
  assert.deepEqual([...runsOf(text)], [
    { start: 0, end: 1_000_000 },
    { start: 1_000_000, end: 2_000_000 },
    { start: 2_000_000, end: 2_000_014 },
  ]);
});

test("base64 marks the run that holds a secret and nothing else", () => {
  const secret = btoa("mail ann.lee@lab.example.org now");
  const redactor = createRedactor();
  const table = "  1 10.2345 0.1\n";
  assert.equal(
    redactor.text(`${table}aaaaaaaaaaaaaaaa ${secret} bbbbbbbbbbbbbbbb\n`),
    `${table}aaaaaaaaaaaaaaaa [redacted] bbbbbbbbbbbbbbbb\n`,
  );
});
