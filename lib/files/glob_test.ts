import assert from "node:assert/strict";
import { test } from "node:test";
import { globMatcher, isGlob } from "./glob.ts";

const cases: [glob: string, path: string, matches: boolean][] = [
  ["a/b.json", "a/b.json", true],
  ["a/b.json", "a/bxjson", false],
  ["*.json", "b.json", true],
  ["*.json", "a/b.json", false],
  ["a/*", "a/b", true],
  ["a/*", "a/b/c", false],
  ["a/?.tif", "a/b.tif", true],
  ["a/?.tif", "a/bb.tif", false],
  ["**", "a/b/c", true],
  ["**/*.json", "b.json", true],
  ["**/*.json", "x/y/b.json", true],
  ["wepp/**/s.json", "wepp/s.json", true],
  ["wepp/**/s.json", "wepp/a/b/s.json", true],
  ["wepp/**/s.json", "weppx/a/s.json", false],
  ["wepp/**", "wepp/a/b", true],
  ["a+(b)[c].{d}/*-x.txt", "a+(b)[c].{d}/q-x.txt", true],
  ["H*.loss.dat", "H12.loss.dat", true],
];

for (const [glob, path, matches] of cases) {
  test(`globMatcher() says ${matches} for ${glob} and ${path}`, () => {
    assert.equal(globMatcher(glob)(path), matches);
  });
}

test("isGlob() tells a glob from a path", () => {
  assert.deepEqual(["a/b.tif", "a/*.tif", "a/?.tif", "**"].map(isGlob), [false, true, true, true]);
});
