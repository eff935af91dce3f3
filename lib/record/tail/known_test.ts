import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../files/test_folder.ts";
import { refuseUnknown } from "./known.ts";

test("refuseUnknown() refuses names that nothing in the log can have", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, '{"id":"1","category":"of_later","captureId":"mine"}\n');
    await refuseUnknown(log, false, { method: "post", category: "file_upload" });
    await refuseUnknown(log, false, { category: "of_later", capture: "mine" });
    await refuseUnknown(log, true, { capture: "to_come" });
    await assert.rejects(refuseUnknown(log, false, { method: "FOO" }), /There is no method "FOO"/);
    await assert.rejects(refuseUnknown(log, false, { category: "upload" }), /There is no category "upload"/);
    await assert.rejects(refuseUnknown(log, true, { category: "of_later" }), /There is no category/);
    await assert.rejects(refuseUnknown(log, false, { capture: "yours" }), (error: unknown) => {
      assert.match(JSON.stringify(error), /Captures that events of the log name: mine/);
      return true;
    });
  });
});
