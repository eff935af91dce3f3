import assert from "node:assert/strict";
import { test } from "node:test";
import { foldItems } from "./fold.ts";

test("foldItems() counts what is folded and leaves the rest as it is", () => {
  const folded = { one: "is kept", many: "are kept" };
  const kept = {
    check: "sandboxes",
    topic: "here" as const,
    state: "ok" as const,
    message: "x is kept",
    folded,
  };
  const left = {
    check: "sandboxes",
    topic: "here" as const,
    state: "warning" as const,
    message: "y was left",
  };
  assert.deepEqual(foldItems([left, kept, kept, left]).map(({ message }) => message), [
    "y was left",
    "2 are kept; --verbose names them",
    "y was left",
  ]);
  assert.deepEqual(foldItems([kept]).map(({ message }) => message), ["1 is kept; --verbose names it"]);
});
