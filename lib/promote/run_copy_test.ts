import assert from "node:assert/strict";
import { chmod, mkdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { createRedactor } from "../redact/redactor.ts";
import { copyRun, type Snapshot } from "./run_copy.ts";
import { planRun } from "./run_plan.ts";

const MAIL = "ann.lee@lab.example.org";

/** Makes a snapshot of `run/` of a folder in `copy/`. */
async function snapshotOf(folder: string): Promise<Snapshot> {
  const redactor = createRedactor();
  await mkdir(join(folder, "profiles"), { recursive: true });
  await mkdir(join(folder, "copy"));
  const plan = await planRun(join(folder, "run"), join(folder, "profiles"), redactor.share());
  return await copyRun(plan, join(folder, "copy"), { redactor });
}

function reasons({ leftOut }: Snapshot): Record<string, string> {
  return Object.fromEntries(leftOut.map(({ path, reason }) => [path, reason]));
}

test("copyRun() leaves logs, links out of the run, sockets and secret names out, and says why", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "outside/secret.txt": "x",
      "run/ron.nodb": "{}",
      "run/wepp/a.tif": "II*\0",
      "run/_logs/profile.events.jsonl": "{}",
      "run/wepp.log": "x",
      "run/sub/run.log.1.gz": "x",
      "run/exceptions_2.txt": "x",
      [`run/notes of ${MAIL}.txt`]: "x",
    });
    const run = join(folder, "run");
    await symlink("../outside/secret.txt", join(run, "out.txt"));
    await symlink("/etc/hostname", join(run, "absolute.txt"));
    await symlink("../outside", join(run, "outdir"));
    await symlink(".", join(run, "loop"));
    await symlink("nowhere", join(run, "dangling"));
    await symlink("_logs/profile.events.jsonl", join(run, "innocent.txt"));
    await symlink("wepp/a.tif", join(run, "inside.tif"));
    const server = createServer().listen(join(run, "s.sock"));
    await new Promise((done) => server.once("listening", done));
    const snapshot = await snapshotOf(folder).finally(() => server.close());
    assert.deepEqual(await walkFiles(join(folder, "copy")), ["inside.tif", "ron.nodb", "wepp/a.tif"]);
    const left = reasons(snapshot);
    const named = Object.keys(left).find((path) => path.startsWith("notes of"));
    assert.doesNotMatch(named ?? MAIL, /lab\.example/);
    delete left[named ?? ""];
    assert.deepEqual(left, {
      "_logs": "a log",
      "absolute.txt": "a symbolic link that leaves the run",
      "dangling": "a symbolic link that leads nowhere",
      "exceptions_2.txt": "a log",
      "innocent.txt": "a symbolic link to a log",
      "loop": "a symbolic link to a folder",
      "out.txt": "a symbolic link that leaves the run",
      "outdir": "a symbolic link that leaves the run",
      "s.sock": "no file",
      "sub/run.log.1.gz": "a log",
      "wepp.log": "a log",
    });
    assert.equal((await stat(join(folder, "copy/wepp/a.tif"))).nlink, 1);
    assert.equal(snapshot.files, 3);
  });
});

test("copyRun() keeps text without its secrets, short or long, and other bytes as they are", async () => {
  await withFolder(async (folder) => {
    const long = `  1 2.5 3.5\n`.repeat(500_000);
    await writeFiles(folder, {
      "run/short.txt": `to ${MAIL}\n`,
      "run/wide.txt": new Uint8Array([0xff, 0xfe, ...utf16(`to ${MAIL}\n`)]),
      "run/long.dat": `${long}${MAIL}\n`,
      "run/clean.dat": long,
      "run/raster.tif": `II*\0${MAIL}`,
    });
    const { redacted, leftOut, bytes } = await snapshotOf(folder);
    assert.deepEqual(leftOut, []);
    assert.deepEqual(
      redacted,
      ["long.dat", "short.txt", "wide.txt"].map((path) => ({ path, rules: ["email"] })),
    );
    const text = (path: string) => readFile(join(folder, path), "latin1");
    assert.match(await text("copy/short.txt"), /^to user-[0-9a-f]{8}@redacted\.invalid\n$/);
    assert.doesNotMatch((await text("copy/wide.txt")).replaceAll("\0", ""), /lab\.example/);
    const kept = await text("copy/long.dat");
    assert.ok(kept.startsWith(long) && !kept.includes(MAIL));
    assert.equal(await text("copy/clean.dat"), long);
    assert.equal(await text("copy/raster.tif"), await text("run/raster.tif"));
    assert.equal(await text("run/short.txt"), `to ${MAIL}\n`, "the run is only read");
    const sizes = await Promise.all(
      (await walkFiles(join(folder, "copy"))).map(async (path) =>
        (await stat(join(folder, "copy", path))).size
      ),
    );
    assert.equal(bytes, sizes.reduce((sum, size) => sum + size, 0));
  });
});

test("copyRun() takes out a bare secret that another file shows under its key", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "run/a_long.txt": `${"x y\n".repeat(100)}hunter-Zk81x9qq\n`,
      "run/b.json": '{"password": "hunter-Zk81x9qq"}',
    });
    const { redacted } = await snapshotOf(folder);
    assert.deepEqual(redacted.map(({ path }) => path), ["a_long.txt", "b.json"]);
    for (const path of ["a_long.txt", "b.json"]) {
      assert.doesNotMatch(await readFile(join(folder, "copy", path), "utf8"), /hunter/);
    }
  });
});

test("copyRun() copies, so that a later change of the run changes nothing", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/big.tif": "II*\0" });
    await truncate(join(folder, "run/big.tif"), 50_000_000);
    await chmod(join(folder, "run/big.tif"), 0o440);
    const { bytes } = await snapshotOf(folder);
    assert.equal(bytes, 50_000_000);
    await chmod(join(folder, "run/big.tif"), 0o600);
    await writeFile(join(folder, "run/big.tif"), "changed");
    const kept = await stat(join(folder, "copy/big.tif"));
    assert.deepEqual([kept.size, kept.mode & 0o777], [50_000_000, 0o644]);
  });
});

test("copyRun() stops when it is told to", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/a.txt": "x" });
    await mkdir(join(folder, "profiles"));
    await mkdir(join(folder, "copy"));
    const redactor = createRedactor();
    const plan = await planRun(join(folder, "run"), join(folder, "profiles"), redactor);
    const signal = AbortSignal.abort("interrupted");
    await assert.rejects(copyRun(plan, join(folder, "copy"), { redactor, signal }), /interrupted/);
  });
});

test("planRun() refuses what is no run directory, and one that holds the data root", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/data/profiles/x": "", "file": "" });
    const refused = async (run: string, verdict: string) => {
      const error = await planRun(join(folder, run), join(folder, "run/data/profiles"), createRedactor())
        .then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof ProfileError, String(error));
      assert.equal(error.verdict, verdict);
    };
    await refused("nowhere", "usage");
    await refused("file", "usage");
    await refused("run", "refused");
    await refused("run/data/profiles", "refused");
  });
});

function utf16(text: string): number[] {
  return [...text].flatMap((char) => [char.charCodeAt(0), 0]);
}

test("copyRun() keeps no place of the recorded server's disk, and says so", async () => {
  await withFolder(async (folder) => {
    const run = join(folder, "run");
    await writeFiles(folder, {
      "run/ron.nodb":
        `{"wd": "/wc1/runs/am/ample-otter", "dem": "/geodata/weppcloud_runs/ample-otter/dem.tif"}`,
      "run/notes.txt": `copied from ${run}/dem`,
    });
    const { redacted } = await snapshotOf(folder);
    assert.equal(
      await readFile(join(folder, "copy/ron.nodb"), "utf8"),
      `{"wd": "~/ample-otter", "dem": "~/ample-otter/dem.tif"}`,
    );
    assert.equal(await readFile(join(folder, "copy/notes.txt"), "utf8"), "copied from ~/dem");
    assert.deepEqual(redacted.map(({ path, rules }) => [path, rules]), [
      ["notes.txt", ["server-path"]],
      ["ron.nodb", ["server-path"]],
    ]);
  });
});
