import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import { readEvents } from "../read_events.ts";
import { openSource } from "./mod.ts";

async function inFolder(files: string[], run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sources-"));
  try {
    for (const file of files) {
      await mkdir(join(folder, file, ".."), { recursive: true });
      await writeFile(join(folder, file), "");
    }
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("openSource() recognises run directories, logs and drafts of WEPPcloud", async () => {
  const files = [
    "run/_logs/profile.events.jsonl",
    "run/_logs/bodies/x",
    "loose.jsonl",
    "_drafts/r/stream/events.jsonl",
    "_drafts/r/stream/seed/x",
    "_drafts/two/a/events.jsonl",
    "_drafts/two/b/events.jsonl",
    "slug/capture/events.jsonl",
    "slug/capture/seed/x",
    "slug/run/x",
    "own/profile.yaml",
    "own/events.jsonl",
  ];
  await inFolder(files, async (folder) => {
    const opened = async (path: string) => {
      const { kind, ...places } = await openSource(join(folder, path));
      const short = Object.entries(places).flatMap(([name, place]) =>
        typeof place === "string" ? `${name}=${place.slice(folder.length + 1)}` : []
      );
      return [kind, ...short.sort()].join(" ");
    };
    const run = "bodies=run/_logs/bodies log=run/_logs/profile.events.jsonl runDir=run";
    const draft = "WEPPcloud draft log=_drafts/r/stream/events.jsonl seeds=_drafts/r/stream/seed";
    const promoted =
      "WEPPcloud profile log=slug/capture/events.jsonl runDir=slug/run seeds=slug/capture/seed";
    assert.equal(await opened("run"), `run directory ${run}`);
    assert.equal(await opened("run/_logs/profile.events.jsonl"), `audit log ${run}`);
    assert.equal(await opened("loose.jsonl"), "audit log log=loose.jsonl");
    assert.equal(await opened("_drafts/r/stream"), draft);
    assert.equal(await opened("_drafts/r/stream/events.jsonl"), draft);
    assert.equal(await opened("_drafts/r"), draft);
    assert.equal(await opened("slug"), promoted);
    assert.equal(await opened("slug/capture"), promoted);
    assert.equal(await opened("own/events.jsonl"), "audit log log=own/events.jsonl");
    await refused(join(folder, "_drafts/two"), "usage", /several captures: a, b/);
    await refused(join(folder, "own"), "usage", /no audit log in/);
    await refused(join(folder, "nowhere"), "usage", /no file or folder/);
    await refused(join(folder, "loose.jsonl/x"), "usage", /no file or folder/);
  });
});

/** Root may do everything; `tests/permission_test.ts` tries the same on the binary as another user. */
const testAsUser: (name: string, body: () => Promise<void>) => unknown = process.getuid?.() === 0
  ? () => {}
  : test;
testAsUser("openSource() and readEvents() say when reading is not permitted", async () => {
  await inFolder(["run/_logs/profile.events.jsonl"], async (folder) => {
    const log = join(folder, "run/_logs/profile.events.jsonl");
    await chmod(log, 0);
    const { log: found } = await openSource(join(folder, "run"));
    await assert.rejects(Array.fromAsync(readEvents(found)), /is not permitted/);
    await chmod(join(folder, "run"), 0);
    await refused(join(folder, "run"), "unavailable", /is not permitted/);
    await chmod(join(folder, "run"), 0o700);
  });
});

test("readEvents() of a folder says that it is one", async () => {
  await inFolder(["run/x"], async (folder) => {
    await assert.rejects(Array.fromAsync(readEvents(join(folder, "run"))), /is a folder/);
  });
});

async function refused(path: string, verdict: string, message: RegExp): Promise<void> {
  await assert.rejects(openSource(path), (error) => {
    assert.ok(error instanceof ProfileError, String(error));
    assert.equal(error.verdict, verdict);
    assert.match(error.message, message);
    assert.ok(error.remedy);
    return true;
  });
}

test("openSource() finds compressed logs, also by the name that the log had before", async () => {
  const files = [
    "run/_logs/profile.events.jsonl.gz",
    "_drafts/r/stream/events.jsonl.zst",
    "x/loose.jsonl.gz",
  ];
  await inFolder(files, async (folder) => {
    const opened = async (path: string) => {
      const { kind, log, runDir } = await openSource(join(folder, path));
      return [kind, ...[log, runDir].map((place) => place?.slice(folder.length + 1))].join(" ").trim();
    };
    const run = "run/_logs/profile.events.jsonl.gz run";
    assert.equal(await opened("run"), `run directory ${run}`);
    assert.equal(await opened("run/_logs/profile.events.jsonl"), `audit log ${run}`);
    assert.equal(await opened("run/_logs/profile.events.jsonl.gz"), `audit log ${run}`);
    const draft = "WEPPcloud draft _drafts/r/stream/events.jsonl.zst";
    for (const path of ["_drafts/r", "_drafts/r/stream", "_drafts/r/stream/events.jsonl.zst"]) {
      assert.equal(await opened(path), draft);
    }
    assert.equal(await opened("x/loose.jsonl"), "audit log x/loose.jsonl.gz");
  });
});
