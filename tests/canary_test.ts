/**
 * Canaries on the built binary: a recording full of secrets goes through tail, assemble, promote and play, and none
 * of them is found in anything that was written or printed, in any form. The recording still replays.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaks, profile, promoteAndPlay, withBench } from "./canary/bench.ts";
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
      assert.deepEqual(await leaks(bench), []);
      await promoteAndPlay(bench, sessionOf(form).filter(({ failed }) => failed === undefined));
      assert.deepEqual(await leaks(bench), []);
    });
  });
}
