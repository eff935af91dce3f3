import assert from "node:assert/strict";
import { test } from "node:test";
import { loadProfile } from "../profiles/load.ts";
import { profileReadme } from "./readme.ts";
import { withDraft } from "./testing/draft.ts";

test("profileReadme() names commands that work in a new data root, without a terminal", async () => {
  await withDraft(async ({ root, promote }) => {
    await promote();
    const { profile } = await loadProfile("us-small", root, root);
    assert.deepEqual(
      profileReadme(profile, "us-small").split("\n").filter((line) => line.startsWith("    ")),
      [
        "    profile play us-small --embedded",
        '    profile update-baseline us-small --all --reason "first baseline"',
      ],
    );
  });
});
