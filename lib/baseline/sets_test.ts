import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { manifestOf, writeFiles } from "../compare/test_fixtures.ts";
import { withFolder } from "../files/test_folder.ts";
import { formatManifest } from "./manifest.ts";
import { keptInOtherSets, overlaySets, setDir } from "./sets.ts";

test("overlaySets() and keptInOtherSets() know the sets of a profile beside one another", async () => {
  await withFolder(async (root) => {
    const baselineDir = join(root, "baseline");
    const manifest = (path: string) => formatManifest(manifestOf({ [path]: "1" }, "hash"));
    await writeFiles(root, {
      "baseline/manifest.json": manifest("out/own.json"),
      "baseline@dry/manifest.json": manifest("out/dry.json"),
      "baseline@dry+slow/manifest.json": manifest("out/both.json"),
      "baseline-old/manifest.json": manifest("out/old.json"),
      "baseline@file": "no folder",
    });
    assert.deepEqual(await overlaySets(baselineDir), ["dry", "dry+slow"]);
    assert.deepEqual((await keptInOtherSets(baselineDir, undefined)).sort(), [
      "out/both.json",
      "out/dry.json",
    ]);
    const dry = setDir(baselineDir, "dry");
    assert.equal(dry, join(root, "baseline@dry"));
    assert.deepEqual((await keptInOtherSets(dry, "dry")).sort(), ["out/both.json", "out/own.json"]);
    assert.deepEqual(await overlaySets(join(root, "nowhere/baseline")), []);
  });
});
