import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { align, ALIKE } from "./align.ts";

const same = (text: string) => text;
const plain = { left: same, right: same };

test("align() pairs in order, and names what is new, gone and moved", () => {
  assert.deepEqual(align(["a", "b", "c"], ["a", "c", "d"], plain), {
    pairs: [{ left: 0, right: 0, moved: false }, { left: 2, right: 1, moved: false }],
    removed: [1],
    added: [2],
  });
  const turned = align(["x", "a", "b", "c"], ["a", "b", "c", "x"], plain);
  assert.deepEqual(turned.pairs.filter(({ moved }) => moved), [{ left: 0, right: 3, moved: true }]);
  assert.deepEqual([turned.removed, turned.added], [[], []]);
});

test("align() pairs the most alike of several with one key", () => {
  const rules = {
    left: () => "set-outlet",
    right: () => "set-outlet",
    alike: (a: number, b: number) => a === b ? ALIKE : 0,
  };
  assert.deepEqual(align([1, 2, 3], [2], rules), {
    pairs: [{ left: 1, right: 0, moved: false }],
    removed: [0, 2],
    added: [],
  });
});

test("align() of a list with itself pairs each item with itself", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("a", "b", "c", "d")), (list) => {
    const { pairs, removed, added } = align(list, list, plain);
    assert.deepEqual(pairs, list.map((_, index) => ({ left: index, right: index, moved: false })));
    assert.deepEqual([removed, added], [[], []]);
  }));
});

test("align() accounts for every item once, whatever the lists", () => {
  const lists = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 12 });
  fc.assert(fc.property(lists, lists, (left, right) => {
    const { pairs, removed, added } = align(left, right, plain);
    const used = { left: pairs.map((pair) => pair.left), right: pairs.map((pair) => pair.right) };
    assert.deepEqual([...used.left, ...removed].sort((a, b) => a - b), left.map((_, index) => index));
    assert.deepEqual([...used.right, ...added].sort((a, b) => a - b), right.map((_, index) => index));
    for (const pair of pairs) assert.equal(left[pair.left], right[pair.right]);
    const stayed = pairs.filter(({ moved }) => !moved).map((pair) => pair.left);
    assert.deepEqual(stayed, stayed.toSorted((a, b) => a - b));
    // Whatever could be paired is: one key is left on one side at most.
    const gone = new Set(removed.map((index) => left[index]));
    assert.ok(added.every((index) => !gone.has(right[index])));
  }));
});

test("align() finds exactly the items that were taken out and put in", () => {
  const cuts = fc.tuple(
    fc.uniqueArray(fc.nat(199), { maxLength: 40 }),
    fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
  );
  fc.assert(fc.property(cuts, ([removed, places]) => {
    const left = Array.from({ length: 200 }, (_, index) => `step-${index}`);
    const right = left.filter((_, index) => !removed.includes(index));
    places.forEach((place, index) => right.splice(place, 0, `new-${index}`));
    const found = align(left, right, plain);
    assert.deepEqual(found.removed, removed.toSorted((a, b) => a - b));
    assert.deepEqual(
      found.added.map((index) => right[index]).sort(),
      places.map((_, index) => `new-${index}`).sort(),
    );
    assert.ok(found.pairs.every(({ moved }) => !moved));
  }));
});
