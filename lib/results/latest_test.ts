import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { withFolder } from "../files/test_folder.ts";
import { testReport } from "../model/test_report.ts";
import { lastResult, noteLastPlay, noteLatest, readLatest } from "./latest.ts";

const latestUrl = new URL("./latest.ts", import.meta.url).href;
const REPORT = testReport();

async function withRoot(use: (root: string, results: string) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const results = join(root, "profiles/results");
    await mkdir(results, { recursive: true });
    await use(root, results);
  });
}

test("noteLatest() keeps a draft and the profile of its slug apart", async () => {
  await withRoot(async (root, results) => {
    for (const [key, dir] of [["us-small", "us-small/1"], ["_drafts/us-small", "us-small/2"]] as const) {
      await mkdir(join(results, dir), { recursive: true });
      await writeFile(join(results, dir, "report.json"), JSON.stringify(REPORT));
      assert.equal(await noteLatest(root, ["us-small"], REPORT, join(results, dir), key), undefined);
    }
    assert.equal((await lastResult(root, "us-small"))?.dir, join(results, "us-small/1"));
    assert.equal((await lastResult(root, "_drafts/us-small"))?.dir, join(results, "us-small/2"));
    assert.equal(await lastResult(root, "constructor"), undefined);
  });
});

test("noteLatest() moves a damaged file aside, starts anew and says so", async () => {
  const at = () => Date.parse("2026-11-22T12:03:01.250Z");
  for (const text of ["", '{"version": 1, "prof', "[]", '{"version": 1, "profiles": {"a": 1}}']) {
    await withRoot(async (root, results) => {
      await writeFile(join(results, "latest.json"), text);
      await assert.rejects(readLatest(root), /is damaged/);
      const note = await noteLatest(root, ["us-small"], REPORT, join(results, "us-small/1"), "us-small", at);
      const aside = "latest.json.damaged-20261122T120301.250Z";
      assert.match(note ?? "", /was damaged.*damaged-20261122T120301/);
      assert.deepEqual((await readdir(results)).sort(), ["latest.json", aside]);
      assert.equal(await readFile(join(results, aside), "utf8"), text);
      assert.deepEqual(Object.keys((await readLatest(root)).profiles), ["us-small"]);
    });
  }
});

test("noteLatest() leaves a newer version alone and says so", async () => {
  await withRoot(async (root, results) => {
    const text = '{"version": 2}';
    await writeFile(join(results, "latest.json"), text);
    assert.match(await noteLatest(root, [], REPORT, join(results, "x/1")) ?? "", /newer version/);
    assert.equal(await readFile(join(results, "latest.json"), "utf8"), text);
  });
});

test("noteLatest() that cannot write gives a note and no error", async () => {
  await withRoot(async (root, results) => {
    await mkdir(join(results, "latest.json"));
    assert.match(await noteLatest(root, [], REPORT, join(results, "x/1")) ?? "", /was not noted/);
  });
});

test("noteLatest() of two processes at once loses no entry, whatever a dead one left", async () => {
  await withRoot(async (root, results) => {
    const dead = JSON.stringify({ pid: 1 << 22, host: hostname(), started: "1" });
    await writeFile(join(results, ".latest.json.lock"), dead);
    const script = join(root, "note.ts");
    await writeFile(
      script,
      `import { noteLatest } from ${JSON.stringify(latestUrl)};
       const [root, name] = process.argv.slice(2);
       for (let index = 0; index < 20; index++) {
         const note = await noteLatest(root, [name], ${JSON.stringify(REPORT)}, root, name + index);
         if (note !== undefined) throw new Error(note);
       }`,
    );
    const config = fileURLToPath(new URL("../../deno.json", latestUrl));
    const ends = ["a", "b"].map((name) => {
      const words = ["run", "-A", "--no-check", "--config", config, script, root, name];
      const child = spawn(process.execPath, words, { stdio: ["ignore", "inherit", "inherit"] });
      return new Promise((done) => child.on("exit", done));
    });
    assert.deepEqual(await Promise.all(ends), [0, 0]);
    assert.equal(Object.keys((await readLatest(root)).profiles).length, 40);
    assert.deepEqual(await readdir(results), ["latest.json"]);
  });
});

test("noteLastPlay() keeps what was asked for and not played until it is played", async () => {
  await withFolder(async (root) => {
    for (const name of ["a", "b"]) await mkdir(join(root, "profiles", name), { recursive: true });
    const entry = (profile: string, reason: string) => ({
      profile,
      result: null,
      verdict: "incomplete",
      exit_code: 6,
      reason,
    });
    const play = { started_at: "2026-11-22T11:00:00Z", verdict: "incomplete", exit_code: 6 };
    const open = async () =>
      Object.entries((await readLatest(root)).unplayed).map(([key, { reason }]) => `${key}: ${reason}`);
    // What no profile has as its name is not kept.
    await noteLastPlay(root, { ...play, profiles: [entry("a", "x"), entry("b", "y"), entry("slip", "z")] });
    assert.deepEqual(await open(), ["a: x", "b: y"]);
    await noteLastPlay(root, { ...play, profiles: [entry("a", "refused")] });
    assert.deepEqual(await open(), ["a: refused", "b: y"]);
    await noteLatest(root, [], testReport({ profile: "a" }), join(root, "profiles/results/a/1"));
    assert.deepEqual(await open(), ["b: y"]);
  });
});
