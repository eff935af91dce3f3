/** What prune() leaves alone and refuses, and that one failure does not stop it. */
import assert from "node:assert/strict";
import { chmod, mkdir, open, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { spawn } from "node:child_process";
import { startCapture, stopCapture } from "../../captures/marks.ts";
import { withFolder } from "../../files/test_folder.ts";
import { prune } from "./prune.ts";
import { temporaryName } from "./rewrite.ts";
import { age, DAY, did, events, fingerprint, idsOf, LOG, NEVER, NOW, putLog } from "./testing/logs.ts";

test("prune() leaves alone: an open capture, a log just written to, one held open, a list that is not ours", async () => {
  await withFolder(async (root) => {
    const names = ["closed", "foreign", "held", "just", "open"];
    for (const name of names) {
      await putLog(join(root, name, LOG), events(5, 40), name === "just" ? 0.001 : 40);
    }
    for (const name of ["open", "closed"]) {
      await startCapture(join(root, name), { now: new Date(NOW - 50 * DAY), id: "c" });
    }
    await stopCapture(join(root, "closed"), { now: new Date(NOW - 41 * DAY) });
    await writeFile(join(root, "foreign/_logs/profile.captures.json"), "off");
    const holder = spawn("sh", ["-c", `exec 3>>"$1"; echo ready; read line`, "sh", join(root, "held", LOG)]);
    await new Promise((ready) => holder.stdout.once("data", ready));
    await age(join(root, "held", LOG), 40);
    try {
      const report = await prune({ ...NEVER, roots: [root], dormant: 0, trimAge: DAY });
      const held = process.platform === "linux" ? [] : ["trim log held", "compress log held"];
      assert.deepEqual(did(report, root), [
        `trim log closed/${LOG} done`,
        `compress log closed/${LOG} done`,
        ...held,
      ]);
      const kept = Object.fromEntries(
        report.kept.map(({ path, reason }) => [path.slice(root.length + 1), reason]),
      );
      assert.match(kept[`open/${LOG}`] ?? "", /open capture "c"/);
      assert.match(kept[`just/${LOG}`] ?? "", /was written to 1 min ago/);
      assert.match(kept[`held/${LOG}`] ?? "", /open for writing/);
      assert.match(kept[`foreign/${LOG}`] ?? "", /not JSON/);
    } finally {
      holder.stdin.end("\n");
      await new Promise((done) => holder.once("close", done));
    }
  });
});

test("prune() never follows links, and what it cannot do does not stop it", async () => {
  await withFolder(async (folder) => {
    const [root, other] = [join(folder, "root"), join(folder, "other")];
    await putLog(join(root, "a/_logs/profile.events.jsonl"), events(5, 40), 40);
    await putLog(join(root, "z/_logs/profile.events.jsonl"), events(5, 40), 40);
    await putLog(join(other, LOG), events(5, 40), 40);
    await mkdir(join(root, "inner/_logs"), { recursive: true });
    await mkdir(join(root, "outer"));
    await symlink(other, join(root, "run"));
    await symlink(join(other, "_logs"), join(root, "outer/_logs"));
    await symlink(join(other, LOG), join(root, "inner", LOG));
    const before = await fingerprint(other);
    if (process.getuid?.() !== 0) await chmod(join(root, "a/_logs"), 0o500);
    // A folder where the temporary file would be: nothing can be written there.
    await mkdir(join(root, "a", temporaryName(LOG), "x"), { recursive: true });
    const report = await prune({ ...NEVER, roots: [root], dormant: 30 * DAY });
    assert.deepEqual(did(report, root), [`compress log a/${LOG} failed`, `compress log z/${LOG} done`]);
    const doubtful = report.kept.filter((kept) => kept.doubtful).map(({ path }) =>
      path.slice(root.length + 1)
    );
    assert.deepEqual(doubtful.sort(), [`inner/${LOG}`, "outer/_logs", "run"]);
    assert.equal(await fingerprint(other), before);
    assert.equal((await idsOf(join(root, "a", LOG))).length, 5);
    if (process.getuid?.() !== 0) await chmod(join(root, "a/_logs"), 0o700);
  });
});

test("prune() of a root that is not there is refused before anything is done", async () => {
  await withFolder(async (root) => {
    await putLog(join(root, "run", LOG), events(3, 40), 40);
    const handle = await open(join(root, "file"), "w");
    await handle.close();
    for (const wrong of ["no", "file"]) {
      const roots = [root, join(root, wrong)];
      await assert.rejects(prune({ ...NEVER, roots, dormant: DAY }), /is not a folder/);
    }
    assert.deepEqual(await readdir(join(root, "run/_logs")), ["profile.events.jsonl"]);
  });
});
