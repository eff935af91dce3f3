import assert from "node:assert/strict";
import { test } from "node:test";
import { childRunWords } from "./child_run.ts";
import { json, withRecording } from "./testing/log.ts";

test("childRunWords() tells a child run from a run and from a sandbox", () => {
  assert.match(
    childRunWords("ample-otter;;omni;;mulch_15") ?? "",
    /is a child run: what its parent ample-otter held/,
  );
  assert.equal(childRunWords("ample-otter"), undefined);
  assert.equal(childRunWords("profile;;tmp;;ab"), undefined);
});

test("assemble() says nothing of a parent where there is none", async () => {
  await withRecording([{ to: "tasks/setname/", meta: json({ name: "one" }) }], async ({ assemble }) => {
    assert.doesNotMatch((await assemble()).warnings.join(), /child run/);
  });
});
