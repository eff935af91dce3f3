import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { runNotice } from "./run.ts";

function options(lines: string[], signal = new AbortController().signal) {
  return {
    cwd: "/",
    env: { PATH: process.env["PATH"], CHAT_WEBHOOK: "https://chat.example.org/x", ADMIN_PASSWORD: "s3cret" },
    told: { PROFILE_VERDICT: "differences" },
    timeout: 60_000,
    signal,
    onLine: (line: string) => lines.push(line),
  };
}

test("runNotice() hands over text and verdict, and nothing secret of the environment", async () => {
  await withFolder(async (folder) => {
    const lines: string[] = [];
    const input = join(folder, "notice.txt");
    await writeFile(input, "the notice\n");
    const script = 'cat; echo "$PROFILE_VERDICT $CHAT_WEBHOOK <$ADMIN_PASSWORD>"';
    assert.equal(await runNotice(["sh", "-c", script], { ...options(lines), input }), undefined);
    assert.deepEqual(lines, ["the notice", "differences https://chat.example.org/x <>"]);
  });
});

test("runNotice() says in a sentence what went wrong, with the last words of the program", async () => {
  const end = (words: string[], more = {}) => runNotice(words, { ...options([]), ...more });
  assert.equal(await end(["sh", "-c", "echo no route; exit 7"]), "sh ended with exit code 7: no route");
  assert.equal(await end(["/nowhere/mail"]), "/nowhere/mail cannot be run (ENOENT)");
  assert.equal(
    await end(["sh", "-c", "sleep 600 & wait"], { timeout: 100 }),
    "sh was not done after 100 ms and was ended",
  );
  const stop = new AbortController();
  const stopped = runNotice(["sh", "-c", "echo up; sleep 600"], {
    ...options([], stop.signal),
    onLine: () => stop.abort("interrupted"),
  });
  assert.equal(await stopped, "sh was stopped with this command");
});
