/** Compressing logs: those that grow meanwhile or afterwards, and what a crash leaves. */
import assert from "node:assert/strict";
import { appendFile, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { prune } from "./prune.ts";
import { rewrite, temporaryName } from "./rewrite.ts";
import { DAY, did, events, fingerprint, idsOf, LOG, NEVER, NOW, putLog } from "./testing/logs.ts";

test("prune() compresses dormant logs of every layout, keeps their time, and leaves the rest of a run alone", async () => {
  await withFolder(async (root) => {
    const text = events(50, 40);
    const runs = ["am/ample-otter", "loose-run", "runs/own-run", "runs/bu/busy-bee"];
    for (const run of runs) {
      await putLog(join(root, run, LOG), text, 40);
      await writeFiles(join(root, run), { "wepp/out.txt": "x", "_logs/bodies/ab": "y", "ron.nodb": "{}" });
    }
    await putLog(join(root, "fr/fresh", LOG), text, 5);
    const before = await fingerprint(root);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    const planned = await prune({ ...options, dryRun: true });
    assert.equal(await fingerprint(root), before);
    const report = await prune(options);
    assert.deepEqual(
      report.items.map(({ path, reason }) => [path, reason]),
      planned.items.map(({ path, reason }) => [path, reason]),
    );
    assert.deepEqual(did(report, root), runs.toSorted().map((run) => `compress log ${run}/${LOG} done`));
    assert.equal(report.logs, 5);
    for (const run of runs) {
      assert.deepEqual(await readdir(join(root, run, "_logs")), ["bodies", "profile.events.jsonl.gz"]);
      const packed = join(root, run, `${LOG}.gz`);
      assert.equal(gunzipSync(await readFile(packed)).toString(), text);
      assert.equal((await stat(packed)).mtimeMs, NOW - 40 * DAY);
      assert.equal(await readFile(join(root, run, "wepp/out.txt"), "utf8"), "x");
    }
    assert.equal((await prune(options)).items.length, 0);
  });
});

test("rewrite() of a log that is written to meanwhile leaves it, or keeps what came late", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "x.jsonl");
    await writeFile(log, events(2000, 1));
    const job = {
      from: { path: log, packing: "plain" as const },
      to: `${log}.gz`,
      pack: true,
      head: new Uint8Array(0),
      skip: 0,
    };
    const work = rewrite(job, temporaryName(log));
    const caught = work.then(() => undefined, (error: unknown) => error);
    await appendFile(log, "late\n");
    const error = await caught;
    assert.match(String(error), /written to meanwhile/);
    assert.deepEqual((await idsOf(log)).length, 2001);
    assert.deepEqual((await readdir(folder)).filter((name) => name.includes("tmp")), []);
  });
});

test("a log that grew after it was compressed becomes a second part, and reads as one", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    let all = "";
    for (const name of ["a", "b", "c"]) {
      const text = events(20, 40, name);
      all += text;
      await putLog(log, text, 40);
      assert.equal((await idsOf(log)).length, all.split("\n").length - 1);
      assert.deepEqual(did(await prune(options), root), [`compress log run/${LOG} done`]);
    }
    const parts = ["profile.events.jsonl.2.gz", "profile.events.jsonl.3.gz", "profile.events.jsonl.gz"];
    assert.deepEqual(await readdir(dirname(log)), parts);
    const ids = await idsOf(log);
    assert.equal(ids.length, 60);
    assert.deepEqual([ids[0], ids[20], ids[59]], ["a-0", "b-0", "c-19"]);
  });
});

test("what a crash between the new file and the removal of the old one left is finished, never doubled or lost", async () => {
  await withFolder(async (root) => {
    const log = join(root, "run", LOG);
    const text = events(300, 40);
    const options = { ...NEVER, roots: [root], dormant: 30 * DAY };
    const older = text.slice(0, text.indexOf("e-200") - 25).split("\n").slice(0, -1).join("\n") + "\n";
    for (const packed of [text, older]) {
      await putLog(log, text, 40);
      await writeFile(`${log}.gz`, gzipSync(packed));
      assert.equal((await idsOf(log)).length, 300);
      assert.deepEqual(did(await prune(options), root), [`compress log run/${LOG} done`]);
      assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
      assert.equal(gunzipSync(await readFile(`${log}.gz`)).toString(), text);
    }
    // A part that holds more than the plain log is never written over.
    await putLog(log, older, 40);
    await prune(options);
    assert.equal(gunzipSync(await readFile(`${log}.gz`)).toString(), text);
    await rm(dirname(log), { recursive: true });
    await putLog(log, text, 40);
    await putLog(temporaryName(log), "half", 40);
    assert.deepEqual(did(await prune(options), root), [
      `remove leftover ${temporaryName(`run/${LOG}`)} done`,
      `compress log run/${LOG} done`,
    ]);
    assert.deepEqual(await readdir(dirname(log)), ["profile.events.jsonl.gz"]);
  });
});
