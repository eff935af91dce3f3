/** `record import` that is stopped, on the built binary: nothing is left that could be taken for the recording. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withFolder } from "../lib/files/test_folder.ts";
import { walkFiles } from "../lib/files/walk.ts";
import { entry, har } from "../lib/record/har/testing/har.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";
import { profileRun } from "./proxy/session.ts";

const REQUESTS = 4000;
const LOG = "runs/ample-otter/_logs/profile.events.jsonl";

for (const signal of ["SIGKILL", "SIGINT"] as const) {
  test(`record import ended by ${signal} leaves no part, and the same HAR is imported then`, async () => {
    await withFolder(async (folder) => {
      const [file, out] = [join(folder, "s.har"), join(folder, "out")];
      const request = (at: number) =>
        entry({
          at,
          request: { bodySize: 9, postData: { mimeType: "application/json", text: JSON.stringify({ at }) } },
        });
      await writeFile(file, har(Array.from({ length: REQUESTS }, (_, at) => request(at))));
      const child = spawn("bin/profile", ["record", "import", file, "--out", out], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, ...PSEUDONYM_KEY },
      });
      let printed = "";
      child.stdout.on("data", (block) => printed += String(block));
      const ended = new Promise((resolve) => child.once("close", resolve));
      // Once the first lines are on the disk.
      while (!(await walkFiles(out).catch(() => [])).some((path) => path.endsWith(LOG))) {
        assert.equal(child.exitCode, null, "it ended before it could be stopped");
        await delay(2);
      }
      child.kill(signal);
      await ended;
      // Not the exit code: Deno takes 130 for an end by the signal.
      assert.equal(printed, signal === "SIGINT" ? "interrupted\n" : "");
      assert.deepEqual(await readdir(join(out, "runs")), []);
      const again = await profileRun(["record", "import", file, "--out", out]);
      assert.equal(again.code, 0, again.output);
      assert.equal(/an earlier import was killed/.test(again.output), signal === "SIGKILL");
      assert.deepEqual(await walkFiles(out), [LOG]);
      assert.equal((await readFile(join(out, LOG), "utf8")).trimEnd().split("\n").length, 2 * REQUESTS);
    });
  });
}
