import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import { PlayLog } from "./play_log.ts";

test("PlayLog.write() is on disk at once, with a time before every line and no secret", async () => {
  await withFolder(async (folder) => {
    let now = Date.UTC(2026, 10, 22, 12);
    const log = new PlayLog(folder, createRedactor(), () => now);
    log.write("begun");
    now += 1500;
    log.write("two\nlines\u001b[31m with password=hunter2-and-more");
    assert.equal(
      await readFile(log.path, "utf8"),
      "2026-11-22T12:00:00.000Z    0.000 begun\n" +
        "2026-11-22T12:00:01.500Z    1.500 two\n" +
        "2026-11-22T12:00:01.500Z    1.500 lines with password=[redacted]\n",
    );
  });
});
