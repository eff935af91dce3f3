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

async function review(...answers: string[]): Promise<string[] | undefined> {
  const said: string[] = [];
  const accepted = await reviewItems(items, {
    show: () => {},
    ask: () => Promise.resolve(answers.shift()),
    say: (text) => void said.push(text),
  });
  return accepted === "quit" ? [accepted] : accepted?.map((item) => item.path).concat(said);
}

test("reviewItems() takes a, r, A and R", async () => {
  assert.deepEqual(await review("a", "r", "a"), ["a", "c"]);
  assert.deepEqual(await review("r", "A"), ["b", "c"]);
  assert.deepEqual(await review("a", "R"), ["a"]);
});

test("reviewItems() leaves with q, and takes s as profile review does", async () => {
  assert.deepEqual(await review("a", "q"), ["quit"]);
  assert.deepEqual(await review("a", "s", "a"), ["a", "c"]);
});

test("reviewItems() explains the keys and asks again", async () => {
  const [a, explained] = await review("a", "x", "r", "r") ?? [];
  assert.equal(a, "a");
  assert.match(explained ?? "", /^a accept/);
});

test("reviewItems() accepts nothing when the person goes away", async () => {
  assert.equal(await review("a", "a"), undefined);
});
