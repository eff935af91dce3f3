/**
 * Canaries on the built binary: a recording full of secrets goes through tail, assemble,
 * review, export and import, promote, archive and play, and none
 * of them is found in anything that was written or printed, in any form. The recording still replays.
 */
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../lib/files/walk.ts";
import { leaks, profile, promoteAndPlay, withBench } from "./canary/bench.ts";
import { reviewAndHandOver, snapshotAndArchive } from "./canary/handover.ts";
import { sessionOf, writeRecording } from "./canary/recording.ts";

for (const form of ["own", "v2", "v3-bodies"] as const) {
  test(`no canary of a recording (${form}) is written or printed, and it replays with its secrets`, async () => {
    await withBench((folder) => writeRecording(folder, form), async (bench) => {
      for (const json of [[], ["--json"]]) {
        const tailed = await profile(bench, "record", "tail", "--no-follow", bench.run, ...json);
        assert.equal(tailed.code, 0, tailed.output);
      }
      const assembled = await profile(bench, "assemble", bench.run, "--name", "c", "--holes", "drop");
      assert.equal(assembled.code, 0, assembled.output);
      await reviewAndHandOver(bench, bench.run);
      assert.deepEqual(await leaks(bench), []);
      await snapshotAndArchive(bench, bench.run);
      await promoteAndPlay(bench, sessionOf(form).filter(({ failed }) => failed === undefined));
      assert.deepEqual(await leaks(bench), []);
    });
  });
}

test("no canary is kept by a tail that assembles, nor left open to others", async () => {
  await withBench((folder) => writeRecording(folder, "v2"), async (bench) => {
    const tailed = await profile(bench, "record", "tail", "--no-follow", bench.run, "--assemble", "t");
    assert.equal(tailed.code, 0, tailed.output);
    const kept = (await walkFiles(join(bench.root, "profiles/_drafts"))).filter((path) =>
      path.includes("segments/")
    );
    assert.equal(kept.length, 1);
    for (const path of await walkFiles(join(bench.root, "profiles/_drafts"))) {
      assert.equal((await stat(join(bench.root, "profiles/_drafts", path))).mode & 0o077, 0, path);
    }
    assert.deepEqual(await leaks(bench), []);
  });
});
