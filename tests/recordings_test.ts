/** The built binary on the shared recordings of the real recorder: holes, verdicts, and no planted secret anywhere. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../lib/files/walk.ts";
import { plantedLiterals } from "./planted.ts";
import { type Bench, runsOf, withBench } from "./recorded.ts";

for (const generation of ["v2", "v3-bodies"]) {
  test(`${generation}/us-small: assemble, promote, play 4, update-baseline, play 0, with the landuse step`, async () => {
    await withBench(async (bench, recordings) => {
      const [run = ""] = await runsOf(join(recordings, generation, "us-small"));
      const assembled = bench.profile("assemble", run, "--name", "x", "--holes", "drop");
      assert.equal(assembled.code, 0, assembled.output);
      assert.deepEqual(assembled.output.match(/dropped \S+/g), ["dropped set-landuse-db:"]);
      assert.equal(bench.profile("promote", "_drafts/x", "us-small").code, 0);
      const first = bench.profile("play", "us-small", "--embedded");
      assert.equal(first.code, 4, first.output);
      assert.equal(first.last, "nothing-compared (embedded)");
      assert.match(first.output, /^ok {4}build-landuse {2}POST 20[02] {2}job finished/m);
      const upload = await readFile(join(bench.root, "profiles/us-small/profile.yaml"), "utf8");
      assert.match(
        upload,
        generation === "v2" ? /input_upload_landuse: \{ empty: true \}/ : /seed: \S+\/lu2021\.tif/,
      );
      assert.equal(
        bench.profile("update-baseline", "us-small", "--all", "--reason", "first", "--allow-ci").code,
        0,
      );
      const second = bench.profile("play", "us-small", "--embedded");
      assert.equal(second.code, 0, second.output);
      assert.equal(second.last, "passed (embedded)");
    });
  });
}

test("every other recording assembles, names its holes, and is neither promoted nor played with them", async () => {
  await withBench(async (bench, recordings) => {
    let seen = 0;
    for (const generation of ["v1", "v3-default", "v4-default", "v5", "v2", "v3-bodies"]) {
      for (const recording of await readdir(join(recordings, generation))) {
        for (const run of await runsOf(join(recordings, generation, recording))) {
          const name = `d${seen++}`;
          const assembled = bench.profile("assemble", run, "--name", name);
          assert.equal(assembled.code, 0, `${run}: ${assembled.output}`);
          const status = JSON.parse(
            await readFile(join(bench.root, "profiles/_drafts", name, "status.json"), "utf8"),
          );
          // Current pages send their changes past the recorder: such a draft lacks whole requests, and says so.
          const absent = run.includes("v4-default/us-small/");
          assert.equal(status.state, absent ? "absent" : "holes", run);
          assert.match(assembled.output, absent ? /record proxy/ : /hole/, run);
          const promoted = bench.profile("promote", `_drafts/${name}`, name);
          assert.equal(promoted.code, 5, `${run}: ${promoted.output}`);
        }
      }
    }
    assert.ok(seen >= 15, `only ${seen} recordings`);
    const played = bench.profile("play", "_drafts/d0", "--embedded");
    assert.equal(played.code, 5, played.output);
    assert.match(played.output, /profile\.yaml:\d+:\d+/);
    await assertNoSecret(bench, recordings);
  });
});

/** Searches everything that was written and printed. */
async function assertNoSecret(bench: Bench, recordings: string): Promise<void> {
  const literals = plantedLiterals(await readFile(join(recordings, "PLANTED.txt"), "utf8"));
  const leaks: string[] = [];
  for (const literal of literals) if (bench.output.includes(literal)) leaks.push(`output: ${literal}`);
  const files = await walkFiles(bench.root);
  assert.ok(files.length > 100, "hardly anything was written");
  for (const file of files) {
    const content = await readFile(join(bench.root, file), "latin1");
    for (const literal of literals) {
      if (content.includes(literal) || file.includes(literal)) leaks.push(`${file}: ${literal}`);
    }
  }
  assert.deepEqual(leaks, []);
}
