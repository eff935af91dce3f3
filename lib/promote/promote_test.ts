/** What promote() writes, where to, and what it replaces. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../files/walk.ts";
import { loadProfile } from "../profiles/load.ts";
import { withDraftLock, withProfileLock } from "../profiles/work_lock.ts";
import { PROFILE, withDraft } from "./testing/draft.ts";

test("promote() writes a whole, valid profile and leaves the draft", async () => {
  await withDraft(async ({ root, promote }) => {
    const result = await promote();
    assert.deepEqual(await walkFiles(join(root, "profiles/us-small")), [
      "README.md",
      "events.jsonl",
      "ledger.jsonl",
      "profile.yaml",
      "seed/20260102T030405-aaaaaaaa/fire.tif",
      "seed/config/cfg.cfg",
    ]);
    assert.deepEqual(result.unusedSeeds, ["20260102T030405-bbbbbbbb/other.tif"]);
    const loaded = await loadProfile("us-small", root, root);
    assert.equal(loaded.profile.metadata.slug, "us-small");
    assert.match(loaded.text, /\$schema=\.\.\/profile\.schema\.json\n[^]*slug: us-small {3}# mine\n/);
    const ledger = (await readFile(join(root, "profiles/us-small/ledger.jsonl"), "utf8")).trim().split("\n");
    assert.equal(ledger.length, 2);
    assert.equal(JSON.parse(ledger[1] ?? "").decision, "promote");
    assert.deepEqual((await readdir(join(root, "profiles"))).sort(), [
      "_drafts",
      "profile.schema.json",
      "us-small",
    ]);
    assert.ok((await walkFiles(join(root, "profiles/_drafts/raw"))).includes("profile.yaml"));
  });
});

test("promote() takes a draft by short name or path", async () => {
  await withDraft(async ({ root, promote }) => {
    assert.equal((await promote("a", { draft: "raw" })).slug, "a");
    assert.equal((await promote("b", { draft: join(root, "profiles/_drafts/raw") })).slug, "b");
    assert.equal((await promote("c", { draft: "profiles/_drafts/raw/" })).slug, "c");
  });
});

test("promote() writes the schema's place into the first line, wherever the draft lay, and quotes odd slugs", async () => {
  await withDraft(async ({ root, put, promote }) => {
    await put("profile.yaml", PROFILE.replace("$schema=../../", "$schema="));
    await promote("2026");
    const { text, profile } = await loadProfile("2026", root, root);
    assert.match(text, /^# yaml-language-server: \$schema=\.\.\/profile\.schema\.json\n/);
    assert.equal(profile.metadata.slug, "2026");
    assert.match(
      await readFile(join(root, "profiles/profile.schema.json"), "utf8"),
      /"title": "profile\.yaml"/,
    );
  });
});

test("promote() refuses a slug that is taken, and replaces only when told", async () => {
  await withDraft(async ({ root, promote, refused }) => {
    await promote();
    await mkdir(join(root, "profiles/us-small/baseline"));
    await writeFile(join(root, "profiles/us-small/baseline/manifest.json"), "{}");
    await refused("refused", /is there already/);
    const result = await promote("us-small", { replace: true });
    assert.deepEqual([result.replaced, result.baselineFiles], [true, 1]);
    const ledger = (await readFile(join(root, "profiles/us-small/ledger.jsonl"), "utf8")).trim().split("\n");
    const decisions = ledger.map((line) => JSON.parse(line).decision);
    assert.equal(decisions.filter((decision) => decision === "promote").length, 2, "the ledger only grows");
    assert.ok(!(await readdir(join(root, "profiles/us-small"))).includes("baseline"));
    await mkdir(join(root, "profiles/wepp/run"), { recursive: true });
    await refused("refused", /no profile of this tool/, "wepp", { replace: true });
    for (const slug of ["Us", "a_b", "-a", "../x", "a\n", "results", "archived", "_drafts", "_runs", ""]) {
      await refused("usage", /cannot be a slug/, slug);
    }
  });
});

test("promote() keeps a snapshot of the run, with what was taken out in the ledger, and replaces it whole", async () => {
  await withDraft(async ({ root, put, promote }) => {
    await put("profile.yaml", PROFILE.replace("slug: raw   # mine", "slug: raw\n  recorded: { run_id: am }"));
    const run = join(root, "am");
    await mkdir(join(run, "_logs"), { recursive: true });
    await writeFile(join(run, "_logs/profile.events.jsonl"), "{}");
    await writeFile(join(run, "ron.nodb"), '{"owner": "ann.lee@lab.example.org"}');
    const { snapshot, warnings } = await promote("a", { withRun: run });
    assert.deepEqual([snapshot?.files, snapshot?.redacted.length, snapshot?.leftOut.length], [1, 1, 1]);
    assert.deepEqual(warnings, []);
    const at = (path: string) => join(root, "profiles/a", path);
    assert.doesNotMatch(await readFile(at("run/ron.nodb"), "utf8"), /lab\.example/);
    const ledger = (await readFile(at("ledger.jsonl"), "utf8")).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert.deepEqual(ledger.slice(-3).map(({ decision, subject }) => [decision, subject]), [
      ["snapshot", "run"],
      ["redact", "run/ron.nodb"],
      ["leave-out", "run"],
    ]);
    assert.match(await readFile(at("README.md"), "utf8"), /`run\/` is a snapshot of run `am`/);
    await rename(run, join(root, "bo"));
    await rm(join(root, "bo/ron.nodb"));
    const again = await promote("a", { withRun: join(root, "bo"), replace: true });
    assert.match(again.warnings.join(), /snapshot is of the folder bo, the draft was recorded from run am/);
    assert.deepEqual(await walkFiles(at("run")), []);
  });
});

test("promote() waits for no other process for long, and names it", async () => {
  await withDraft(async ({ root, promote, refused }) => {
    const work = { dataRoot: root, command: "archive us-small" };
    await withProfileLock("us-small", work, async () => {
      await refused("refused", /\(archive us-small, pid \d+ on .*\) is at work on the profile us-small/);
    });
    await withDraftLock("raw", { ...work, command: "review raw" }, async () => {
      await refused("refused", /review raw.*the draft _drafts\/raw/);
    });
    await promote();
  });
});
