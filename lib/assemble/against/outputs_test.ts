import assert from "node:assert/strict";
import { test } from "node:test";
import type { BaselineCandidates } from "../../baseline/candidates.ts";
import { digestOf } from "../../baseline/fingerprint.ts";
import type { BaselineManifest } from "../../model/manifest.ts";
import { diffOutputs } from "./outputs.ts";

function candidates(...files: [target: string, size: number, sha256: string][]): BaselineCandidates {
  return {
    version: 1,
    basis: "",
    left_out: [],
    unreadable: [],
    candidates: files.map(([target, size, sha256]) => ({
      target,
      size,
      sha256,
      method: "hash_exact",
      rank: "results",
      telling: true,
      files: 1,
      evidence: [],
    })),
  };
}

function manifest(...files: [path: string, size: number, sha256: string][]): BaselineManifest {
  const accepted = { by: "qa", at: "2026-11-22T11:00:00Z", reason: "first" };
  return {
    version: 1,
    target: "server",
    files: files.map(([path, size, sha256]) => ({
      path,
      size,
      sha256,
      kept: "hash",
      comparison: { target: path, method: "hash_exact" },
      accepted,
    })),
  };
}

test("diffOutputs() compares candidates with the baseline, else with candidates", () => {
  const left = candidates(["same", 1, "aa"], ["bytes", 1, "aa"], ["gone", 3, "cc"]);
  const right = candidates(["same", 1, "aa"], ["bytes", 1, "bb"], ["new", 4, "dd"]);
  const expected = [
    { kind: "changed", target: "bytes", from: 1, to: 1 },
    { kind: "added", target: "new", to: 4 },
    { kind: "removed", target: "gone", from: 3 },
  ];
  assert.deepEqual(diffOutputs({ candidates: left }, right), {
    with: "candidates",
    changes: expected,
    same: 1,
    unknown: 0,
  });
  const kept = manifest(["same", 1, "aa"], ["bytes", 1, "aa"], ["gone", 3, "cc"]);
  assert.deepEqual(diffOutputs({ candidates: left, manifest: kept }, right)?.changes, expected);
  assert.equal(diffOutputs({ manifest: kept }, right)?.with, "baseline");
  assert.equal(diffOutputs({}, right), undefined);
  assert.equal(diffOutputs({ candidates: left }, undefined), undefined);
});

test("diffOutputs() compares a glob's files together with those that a baseline keeps", () => {
  const digest = digestOf([["o/H1.dat", "aa"], ["o/H2.dat", "bb"]]) ?? "";
  const right = candidates(["o/H*.dat", 2, digest]);
  assert.equal(
    diffOutputs({ manifest: manifest(["o/H2.dat", 1, "bb"], ["o/H1.dat", 1, "aa"]) }, right)?.same,
    1,
  );
  const other = diffOutputs({ manifest: manifest(["o/H2.dat", 1, "bb"], ["o/H1.dat", 1, "ee"]) }, right);
  assert.deepEqual(other?.changes, [{ kind: "changed", target: "o/H*.dat", from: 2, to: 2 }]);
});

test("diffOutputs() takes nothing for gone when the recording lacks changes", () => {
  const found = diffOutputs(
    { candidates: candidates(["gone", 3, "cc"]) },
    candidates(["new", 1, "aa"]),
    true,
  );
  assert.deepEqual(found?.changes, [{ kind: "added", target: "new", to: 1 }]);
  assert.equal(found?.unknown, 1);
});
