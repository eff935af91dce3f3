import assert from "node:assert/strict";
import { symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkComparison } from "../compare/registry.ts";
import { sha256 } from "../files/hash.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import { BaselineCandidates } from "./candidates.ts";
import { findCandidates } from "./find_candidates.ts";
import { digestOf } from "./fingerprint.ts";
import type { RecordedRun } from "./produced.ts";

const TASKS = new Map([["build_soils", ["build-soils"]], ["run_wepp", ["run-wepp", "run-wepp-2"]]]);

function find(runDir: string, more: Partial<RecordedRun> = {}) {
  return findCandidates({
    runDir,
    runId: "ample-otter",
    tasks: TASKS,
    uploads: new Map(),
    times: undefined,
    redactor: createRedactor(),
    ...more,
  });
}

test("findCandidates() takes what the steps write, the most telling first, each with a comparison that is valid", async () => {
  await withFolder(async (folder) => {
    const hillslopes = Object.fromEntries([1, 2, 3, 4].map((n) => [`wepp/output/H${n}.wat.dat`, `${n} 2\n`]));
    await writeFiles(folder, {
      ...hillslopes,
      "wepp/runs/p1.run": "x",
      "soils/soils.parquet": "PAR1",
      "wepp/output/totalwatsed.csv": "a,b\n1,2\n",
      "wepp/output/loss_pw0.txt": " WEPP VERSION 2025.09 built 2026-11-22 11:07\n1 2\n",
      "climate/wepp.cli": "5.3\n",
    });
    const found = await find(folder);
    assert.deepEqual(BaselineCandidates.parse(found), found);
    assert.deepEqual(
      found.candidates.map(({ rank, target, method, telling }) => [rank, target, method, telling]),
      [
        ["results", "wepp/output/loss_pw0.txt", "text_exact", true],
        ["results", "wepp/output/totalwatsed.csv", "table_diff", true],
        ["soils", "soils/soils.parquet", "hash_exact", true],
        ["details", "wepp/output/H*.wat.dat", "text_exact", false],
        ["inputs", "wepp/runs/p1.run", "text_exact", false],
      ],
    );
    const [loss] = found.candidates;
    assert.deepEqual(loss?.params, { ignore: ["^\\s*WEPP\\s+VERSION"] });
    assert.deepEqual(loss?.evidence, ["written by run-wepp, run-wepp-2"]);
    const pooled = found.candidates.find(({ files }) => files === 4);
    const lines = Object.entries(hillslopes).map(([path, text]) => `${sha256(text)}  ${path}\n`).join("");
    assert.equal(pooled?.sha256, sha256(lines));
    assert.equal(pooled?.size, 16);
    for (const { target, method, params } of found.candidates) {
      assert.equal(
        checkComparison({ target, method, ...(params === undefined ? {} : { params }) }),
        undefined,
      );
    }
    assert.deepEqual(found.left_out, [
      { reason: "no recorded step is known to write it", files: 1, paths: ["climate/wepp.cli"] },
    ]);
  });
});

test("findCandidates() believes the times of files when they can be believed", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "soils/a.sol": "a",
      "soils/b.sol": "b",
      "rap/new.txt": "c",
      "rap/late.txt": "d",
    });
    const at = (path: string, seconds: number) => utimes(join(folder, path), seconds, seconds);
    await Promise.all([
      at("soils/a.sol", 50),
      at("soils/b.sol", 150),
      at("rap/new.txt", 150),
      at("rap/late.txt", 250),
    ]);
    const { candidates, left_out } = await find(folder, { times: { from: 100_000, to: 200_000 } });
    assert.deepEqual(candidates.map(({ target, evidence }) => [target, ...evidence]), [
      ["soils/b.sol", "written by build-soils", "changed in the recorded time"],
      ["rap/new.txt", "changed in the recorded time"],
    ]);
    assert.deepEqual(left_out.map(({ reason, paths }) => [reason, ...paths]), [
      ["changed only after the recorded part", "rap/late.txt"],
      ["is older than the recording", "soils/a.sol"],
    ]);
  });
});

test("findCandidates() leaves out what names the run, and ignores the lines of a text that do", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "soils/a.sol": "Station: TEST ample-otter 1\n1 2\n",
      "soils/b.parquet": `PAR1${"x".repeat(3 * 1024 * 1024)}ample-otter`,
      "soils/ample-otter.txt": "x",
      "soils/empty.txt": "",
    });
    const { candidates, left_out } = await find(folder);
    assert.deepEqual(candidates.map(({ target, params }) => [target, params]), [
      ["soils/a.sol", { ignore: ["^\\s*Station:\\s+TEST"] }],
    ]);
    assert.deepEqual(left_out.map(({ paths }) => paths), [
      ["soils/ample-otter.txt"],
      ["soils/empty.txt"],
      ["soils/b.parquet"],
    ]);
  });
});

test("findCandidates() ranks what a step uploads as input, by its bytes and by its name", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "soils/renamed.sol": "sent",
      "soils/mine.sol": "redacted",
      "soils/made.sol": "made",
    });
    const uploads = new Map([[sha256("sent"), "upload-a"], ["build_soils/mine.sol", "upload-b"]]);
    const { candidates } = await find(folder, { uploads });
    assert.deepEqual(candidates.map(({ target, rank, evidence }) => [target, rank, evidence[0]]), [
      ["soils/made.sol", "soils", "written by build-soils"],
      ["soils/mine.sol", "inputs", "named as what upload-b uploads"],
      ["soils/renamed.sol", "inputs", "the bytes that upload-a uploads"],
    ]);
  });
});

test("findCandidates() follows no link, and keeps no name that holds a secret", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "run/soils/a.sol": "a",
      "run/soils/jan.muster@example.org.sol": "b",
      "out/secret.sol": "x",
    });
    await symlink(join(folder, "out"), join(folder, "run/soils/linked"));
    await symlink(join(folder, "out/secret.sol"), join(folder, "run/soils/secret.sol"));
    const found = await find(join(folder, "run"));
    assert.deepEqual(found.candidates.map(({ target }) => target), ["soils/a.sol"]);
    assert.doesNotMatch(JSON.stringify(found), /muster|secret\.sol"?\},"files/);
    assert.deepEqual(found.left_out.map(({ reason, files }) => [reason, files]), [
      ["has a name that holds a secret", 1],
      ["is a symbolic link: links are not followed", 2],
    ]);
  });
});

test("findCandidates() names what cannot be read, and goes on", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { file: "x" });
    const { unreadable } = await find(join(folder, "file"));
    assert.deepEqual(unreadable, [{ path: "", reason: "ENOTDIR" }]);
  });
});

test("digestOf() does not depend on the order of files", () => {
  assert.equal(digestOf([["a", "1"], ["b", "2"]]), digestOf([["b", "2"], ["a", "1"]]));
  assert.equal(digestOf([["a", "1"]]), "1");
  assert.equal(digestOf([]), undefined);
});
