import assert from "node:assert/strict";
import { test } from "node:test";
import type { PendingItem } from "./pending.ts";
import { reviewItems } from "./review.ts";

const items = ["a", "b", "c"].map((path): PendingItem => ({
  path,
  comparison: { target: path, method: "exists" },
  change: "new",
  size: 1,
  sha256: "0".repeat(64),
  baseline_sha256: null,
}));

/** `+` accepted, `-` rejected, then what was said. */
async function review(...answers: string[]): Promise<string[] | undefined> {
  const said: string[] = [];
  const done = await reviewItems(items, {
    show: () => {},
    showDifferences: ({ path }) => void said.push(`differences of ${path}`),
    ask: () => Promise.resolve(answers.shift()),
    say: (text) => void said.push(text),
  });
  if (done === "quit" || done === undefined) return done === undefined ? undefined : [done];
  return [
    ...done.accepted.map(({ path }) => `+${path}`),
    ...done.rejected.map(({ path }) => `-${path}`),
    ...said,
  ];
}

test("reviewItems() takes a, r and s for one, A, R and S for all that remain", async () => {
  assert.deepEqual(await review("a", "r", "s"), ["+a", "-b"]);
  assert.deepEqual(await review("r", "A"), ["+b", "+c", "-a"]);
  assert.deepEqual(await review("a", "R"), ["+a", "-b", "-c"]);
  assert.deepEqual(await review("a", "S"), ["+a"]);
  assert.deepEqual(await review("s", "s", "s"), []);
});

test("reviewItems() shows all differences with d, and asks again", async () => {
  assert.deepEqual(await review("d", "a", "d", "d", "S"), [
    "+a",
    "differences of a",
    "differences of b",
    "differences of b",
  ]);
});

test("reviewItems() leaves with q", async () => {
  assert.deepEqual(await review("a", "q"), ["quit"]);
});

test("reviewItems() explains the keys and asks again", async () => {
  const [a, , , explained] = await review("a", "x", "r", "r") ?? [];
  assert.equal(a, "+a");
  assert.match(explained ?? "", /^a accept/);
});

test("reviewItems() decides nothing when the person goes away", async () => {
  assert.equal(await review("a", "a"), undefined);
});
