import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { configuredMods, modsOf } from "./mods.ts";

test("configuredMods() reads one line and several, both quotes, comments", () => {
  assert.deepEqual(configuredMods("[nodb]\nmods = [\"disturbed\", 'ash']\n"), ["disturbed", "ash"]);
  assert.deepEqual(configuredMods('mods=[\n  "rap", # cover\n  "omni",\n]'), ["rap", "omni"]);
  assert.deepEqual(configuredMods("mods = []"), []);
  assert.equal(configuredMods('# mods = ["x"]\nallmods = ["y"]'), undefined);
});

test("modsOf() takes the run's own list before the config, that before the defaults", async () => {
  await withFolder(async (folder) => {
    assert.equal(await modsOf(folder, "cfg"), undefined);
    await writeFiles(folder, { "_defaults.toml": 'mods = ["a"]' });
    assert.deepEqual(await modsOf(folder, "cfg"), { mods: ["a"], from: "_defaults.toml" });
    await writeFiles(folder, { "cfg.cfg": 'mods = ["b"]' });
    assert.deepEqual(await modsOf(folder, "cfg"), { mods: ["b"], from: "cfg.cfg" });
    await writeFiles(folder, { "ron.nodb": '{"py/state": {"_mods": ["c"]}}' });
    assert.deepEqual(await modsOf(folder, "cfg"), { mods: ["c"], from: "ron.nodb" });
    await writeFiles(folder, { "ron.nodb": '{"py/state": {"_name": "x"}}' });
    assert.deepEqual(await modsOf(folder, "cfg"), { mods: ["b"], from: "cfg.cfg" });
  });
});
