import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { listDifferences } from "./differences.ts";
import { thenArchive } from "./archive.ts";
import { refuseTarget, thenFork } from "./fork.ts";
import { filesOf, namesIn } from "./run_files.ts";
import { withBench } from "./testing/bench.ts";
import type { PlayOptions } from "../options.ts";

for (const disk of [true, false]) {
  const where = disk ? "from disk" : "over HTTP alone";
  test(`thenFork() finds the forked run equal ${where}`, async () => {
    await withBench({ disk }, async ({ input, notes }) => {
      const step = await thenFork(input);
      assert.deepEqual([step.failures, step.verdict, notes], [[], "passed", []]);
      assert.ok((input.made.files ?? 0) > 10);
      // Only a server removes what lies elsewhere; on disk it is done when the whole play has passed.
      assert.equal(input.made.removed, !disk);
      assert.equal(input.made.dir === null, !disk);
    });
  });

  test(`thenArchive() finds the archive whole ${where}, and says what it lacks`, async () => {
    await withBench({ disk }, async ({ input, notes }) => {
      const step = await thenArchive(input);
      assert.deepEqual([step.failures, notes], [[], []]);
      assert.match(input.made.archive ?? "", /^profile-tmp-source\..*\.zip$/);
      const again = await thenArchive(input);
      assert.deepEqual(again.failures, []);
    });
    await withBench({ disk, faults: ["archive-incomplete"] }, async ({ input }) => {
      const { failures } = await thenArchive(input);
      assert.match(failures.join("\n"), /^the archive lacks 1 file: [\w/.]+$/);
    });
  });
}

test("filesOf() lists a run from disk and over HTTP the same way", async () => {
  await withBench({ disk: true }, async ({ input: { context }, server }) => {
    const place = { id: context.runId, config: context.config };
    const dir = join(server.root, "playback", "source");
    assert.deepEqual(
      await filesOf({ ...place, dir: undefined }, context),
      await filesOf({ ...place, dir }, context),
    );
    assert.deepEqual(await namesIn({ ...place, dir: undefined }, "archives", context), []);
  });
});

test("thenFork() uses the addresses that the server has, and says when it has none", async () => {
  await withBench({ disk: true, api: "legacy" }, async ({ input }) => {
    const step = await thenFork(input);
    assert.match(step.request?.url ?? "", /rq\/api\/fork$/);
    assert.deepEqual(step.failures, []);
  });
  await withBench({ disk: true, faults: ["no-endpoint=fork"] }, async ({ input }) => {
    const step = await thenFork(input);
    assert.equal(step.verdict, "error");
    assert.match(step.failures.join(), /no address to fork a run/);
  });
});

test("thenFork() without the fire wants no map of burn severity in the new run", async () => {
  await withBench({ disk: true, then: { undisturbify: true } }, async ({ input }) => {
    assert.deepEqual((await thenFork(input)).failures, []);
  });
});

test("thenFork() tells a state file that cannot be read, on disk and over HTTP", async () => {
  for (const disk of [true, false]) {
    await withBench({ disk, faults: ["fork-unreadable"] }, async ({ input }) => {
      const { failures } = await thenFork(input);
      assert.deepEqual(failures, ["ron.nodb of the forked run is damaged: it holds no state"]);
      assert.equal(input.made.removed, false);
    });
  }
});

test("thenArchive() names a run whose archive cannot be told from others", async () => {
  await withBench({ disk: true, faults: ["endless-job=archive"] }, async ({ input }) => {
    const step = await thenArchive({ ...input, context: { ...input.context, jobTimeout: 50 } });
    assert.match(step.failures.join(), /is still started after its limit/);
  });
});

test("refuseTarget() refuses the sandbox itself and a throw-away run that is there", async () => {
  await withBench({ disk: true }, async ({ input, server }) => {
    const refused = (targetRun: string) =>
      refuseTarget(
        { ...input.state.options, then: { ...input.options, targetRun } } as PlayOptions,
        "sandbox",
      );
    const verdict = (wanted: string) => (error: unknown) =>
      error instanceof ProfileError && error.verdict === wanted;
    await assert.rejects(() => refused("sandbox"), verdict("usage"));
    await assert.rejects(() => refused("profile;;tmp;;source"), verdict("refused"));
    await rm(join(server.root, "playback", "source"), { recursive: true });
    await refused("profile;;tmp;;source");
    await refused("another-run");
  });
});

test("listDifferences() names what is missing, extra and of another size, a few of each", () => {
  const run = new Map([
    ["a", 1],
    ["b", 2],
    ["c", undefined],
    ...[1, 2, 3, 4, 5, 6].map((n) => [`d${n}`, n] as const),
  ]);
  const copy = new Map([["a", 1], ["b", 3], ["c", 9], ["e", 1]]);
  assert.deepEqual(listDifferences(run, copy, "the copy", () => true), [
    "the copy lacks 6 files: d1, d2, d3, d4, d5, …",
    "the copy has, and the run has not, 1 file: e",
    "the copy has in another size 1 file: b",
  ]);
  assert.deepEqual(listDifferences(run, run, "the copy", () => true), []);
});
