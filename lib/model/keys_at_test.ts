import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { keysAt } from "./keys_at.ts";

const Step = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("get"), path: z.string() }),
  z.strictObject({ action: z.literal("post"), json: z.object({ a: z.number() }).optional() }),
]);
const Schema = z.strictObject({
  steps: z.array(Step).default([]),
  named: z.record(z.string(), z.union([z.string(), z.strictObject({ url: z.string() })])).nullable(),
  late: z.lazy(() => z.object({ inner: z.string() })).transform((value) => value),
});

test("keysAt() follows a path through lists, maps, wrappers and the form that a union has there", () => {
  const content = {
    steps: [{ action: "get" }, { action: "post", json: {} }, { acton: "get" }],
    named: { x: {} },
  };
  const cases: [(string | number)[], string[]][] = [
    [[], ["steps", "named", "late"]],
    [["steps"], []],
    [["steps", 0], ["action", "path"]],
    [["steps", 1], ["action", "json"]],
    [["steps", 1, "json"], ["a"]],
    [["steps", 2], ["action", "path", "json"]],
    [["named", "x"], ["url"]],
    [["late"], ["inner"]],
    [["nowhere", "at", "all"], []],
  ];
  for (const [path, keys] of cases) assert.deepEqual(keysAt(Schema, content, path), keys, path.join("."));
});
