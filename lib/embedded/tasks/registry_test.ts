import assert from "node:assert/strict";
import { test } from "node:test";
import { TASKS as KNOWN } from "../../endpoints/table.ts";
import { TASKS } from "./registry.ts";

test("no task is served in a generation that the table says it never had", () => {
  const strange = TASKS.flatMap(({ name, engine, flask }) => {
    const known = KNOWN.find(({ current }) => current !== undefined && current === engine);
    return known !== undefined && known.legacy === undefined && flask !== undefined ? [name] : [];
  });
  assert.deepEqual(strange, []);
});
