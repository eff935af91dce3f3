import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { findDataRoot } from "./data_root.ts";

test("findDataRoot() takes only a folder that holds profiles/, given or found upwards", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "library");
    await mkdir(join(root, "profiles/us-small"), { recursive: true });
    assert.equal(await findDataRoot(root, "/"), root);
    assert.equal(await findDataRoot("library", folder), root);
    assert.equal(await findDataRoot(undefined, join(root, "profiles/us-small")), root);
    const refused: [given: string | undefined, message: RegExp, remedy: RegExp][] = [
      ["library/profiles", /is no data root/, /Name the folder above it: --data-root .*\/library$/],
      ["library/profiles/us-small", /is no data root/, /or make this one: profile init /],
      ["nowhere", /is no data root/, /profile init .*\/nowhere$/],
      [undefined, /No folder "profiles" here or above/, /or make one: profile init$/],
    ];
    for (const [given, message, remedy] of refused) {
      await assert.rejects(findDataRoot(given, folder), (error) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.verdict, "usage");
        assert.match(error.message, message);
        assert.match(error.remedy ?? "", remedy);
        return true;
      });
    }
  });
});

test("the site of a catalogue is no data root, though it holds profiles/", async () => {
  await withFolder(async (root) => {
    const document = '{"version":1,"made_at":"2026-11-23T12:00:00Z","profiles":[]}';
    await writeFiles(root, {
      "profiles/mill/profile.yaml": "",
      "site/profiles/mill/index.html": "",
      "site/index.html": "",
      "site/catalogue.json": document,
    });
    assert.equal(await findDataRoot(undefined, join(root, "site/profiles/mill")), root);
    await assert.rejects(findDataRoot("site", root), /site is no data root: it holds a catalogue/);
    await writeFiles(root, { "catalogue.json": document });
    assert.equal(await findDataRoot(undefined, root), root);
  });
});
