import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Words } from "./words.ts";

const found = (values: string[], text: string) => [...new Words(values).in(text)];

test("Words finds values as words of their own", () => {
  assert.deepEqual(found(["a1", "b2-c3", "/x/y", "46.5"], "a1b a1 b2-c3.zip q/x/y 46.5 146.5 46.51"), [
    "a1",
    "b2-c3",
    "/x/y",
    "46.5",
  ]);
  assert.deepEqual(found(["-", ""], "a - b"), []);
  assert.deepEqual(found(["a-b", "a-c"], "a-c a-b"), ["a-c", "a-b"]);
});

test("Words looks for values that begin alike by what tells them apart", () => {
  const values = Array.from({ length: 20_000 }, (_, index) => `2026-08-01T12:00:00-x${index}`);
  const text = `at ${values[7]} and ${values[19_999]}, not y${values[3]}, not ${values[5]}1x`;
  assert.deepEqual(found(values, text), [values[7], values[19_999]]);
});

test("Words finds what a search for each value finds", () => {
  const text = fc.stringMatching(/^[ab1./-]{0,30}$/);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ab1./-]{1,4}$/), { maxLength: 5 }), text, (values, words) => {
      const expected = values.filter((value) => {
        if (!/[ab1]/.test(value)) return false;
        const plain = value.replace(/[.\/-]/g, "\\$&");
        const ahead = /^[ab1]/.test(value) ? "(?<![ab1])" : "";
        return new RegExp(`${ahead}${plain}${/[ab1]$/.test(value) ? "(?![ab1])" : ""}`).test(words);
      });
      assert.deepEqual([...new Set(found(values, words))].sort(), [...new Set(expected)].sort());
    }),
  );
});
