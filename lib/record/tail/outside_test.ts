import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { Follower } from "./follower.ts";
import type { FollowOptions } from "./types.ts";

/** Everything that a tail reads until nothing more is there. */
async function read(log: string, options: Partial<FollowOptions>, onIdle: () => Promise<void>) {
  const stop = new AbortController();
  const follower = new Follower({
    log,
    follow: true,
    from: "start",
    pollMs: 5,
    signal: stop.signal,
    ...options,
  });
  let text = "";
  let idle = 0;
  for await (const chunk of follower.chunks()) {
    if (chunk.kind === "lines") text += new TextDecoder().decode(chunk.bytes);
    if (chunk.kind === "idle" && idle++ === 0) await onIdle();
    else if (chunk.kind === "idle" && text !== "") stop.abort();
  }
  return text;
}

test("Follower refuses a log that appears later as a link out of the folder that was named", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "elsewhere/log.jsonl": "{}\n" });
    const log = join(folder, "run/_logs/profile.events.jsonl");
    await mkdir(join(folder, "run/_logs"), { recursive: true });
    const appear = () => symlink(join(folder, "elsewhere/log.jsonl"), log);
    await assert.rejects(read(log, { within: join(folder, "run") }, appear), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "refused");
      assert.match(error.message, /leads out of/);
      return true;
    });
    assert.equal(await read(log, {}, async () => {}), "{}\n", "a log that was named itself is read");
  });
});

test("Follower takes no rotated file that is a link out of the log's folder", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "elsewhere/old.jsonl": '{"other":1}\n',
      "_logs/profile.events.jsonl": '{"own":1}\n',
    });
    const log = join(folder, "_logs/profile.events.jsonl");
    await symlink("../elsewhere/old.jsonl", `${log}.1`);
    assert.equal(await read(log, { rotated: true }, async () => {}), '{"own":1}\n');
  });
});
