import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { globMatcher } from "../files/glob.ts";
import { groupAlike } from "./group.ts";

const targets = (...paths: string[]) =>
  groupAlike(paths.map((path) => ({ path }))).map(({ target, files }) => `${target} ${files.length}`);

test("groupAlike() makes one target of files that differ in a number", () => {
  assert.deepEqual(targets("o/H1.dat", "o/H10.dat", "o/H2.dat", "o/H3.dat", "o/x.dat"), [
    "o/H*.dat 4",
    "o/x.dat 1",
  ]);
  assert.deepEqual(targets("o/H1.dat", "o/H2.dat", "o/H3.dat"), ["o/H1.dat 1", "o/H2.dat 1", "o/H3.dat 1"]);
  assert.deepEqual(targets("r/p1.run", "r/p2.run", "r/p3.run", "r/p4.run", "r/pw0.run"), ["r/p*.run 5"]);
  const both = [1, 2, 3, 4].flatMap((n) => [`o/H${n}.dat`, `o/H${n}a1.dat`]).sort();
  assert.deepEqual(targets(...both), ["o/H*.dat 8"]);
  assert.deepEqual(targets("a1/x", "a2/x", "a3/x", "a4/x"), ["a1/x 1", "a2/x 1", "a3/x 1", "a4/x 1"]);
});

test("groupAlike() gives each file one target that names it, and no target names another's file", () => {
  const name = fc.tuple(
    fc.constantFrom("H", "p", "pw", "x."),
    fc.nat(12),
    fc.constantFrom(".dat", ".run", ""),
  );
  const path = fc.tuple(fc.constantFrom("a/", "b/", ""), name).map(([folder, parts]) =>
    folder + parts.join("")
  );
  fc.assert(fc.property(fc.uniqueArray(path, { minLength: 20, maxLength: 80 }), (paths) => {
    const groups = groupAlike(paths.toSorted().map((each) => ({ path: each })));
    assert.deepEqual(groups.flatMap(({ files }) => files.map((file) => file.path)).sort(), paths.toSorted());
    for (const { target, files } of groups) {
      const matches = globMatcher(target);
      const own = files.map((file) => file.path);
      const named = target.includes("*") ? paths.filter(matches).toSorted() : [target];
      assert.deepEqual(named, own.toSorted());
    }
  }));
});
