import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { resolveProfile, weppcloudFolder } from "./resolve.ts";

async function withLibrary(
  use: (root: string, remedyOf: (name: string) => Promise<string>) => Promise<void>,
) {
  await withFolder(async (root) => {
    await writeFiles(root, {
      "profiles/us-small/profile.yaml": "",
      "profiles/us-small/events.jsonl": "",
      "profiles/us-large/profile.yaml": "",
      "profiles/us-large/events.jsonl": "",
      "profiles/_drafts/mill/profile.yaml": "",
      "profiles/_drafts/q/profile.yaml": "",
      "profiles/_drafts/us-old/profile.yaml": "",
      "profiles/archived/us-old/profile.yaml": "",
      "profiles/archived/wepp/capture/events.jsonl": "",
    });
    await use(root, async (name) => {
      const error = await resolveProfile(name, root, root).then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof ProfileError);
      assert.equal(error.verdict, "usage");
      return error.remedy ?? "";
    });
  });
}

test("resolveProfile() names the nearest profile or draft, and never one that is far off", async () => {
  await withLibrary(async (_root, remedyOf) => {
    assert.equal(await remedyOf("us-smal"), 'Did you mean "us-small"?');
    assert.equal(await remedyOf("mil"), 'Did you mean "_drafts/mill"?');
    assert.equal(await remedyOf("_drafts/mil"), 'Did you mean "_drafts/mill"?');
    assert.match(await remedyOf("nix"), /^profile list and/);
    assert.match(await remedyOf("_drafts/nix"), /^profile list and/);
  });
});

test("resolveProfile() says how to bring back what is archived", async () => {
  await withLibrary(async (root, remedyOf) => {
    assert.equal(await remedyOf("us-old"), "Bring it back: profile archive us-old --restore");
    assert.equal(await remedyOf("wepp"), "Bring it back: profile archive wepp --restore");
    assert.equal(
      await resolveProfile("archived/us-old", root, root),
      join(root, "profiles/archived/us-old/profile.yaml"),
    );
  });
});

test("weppcloudFolder() takes no folder of profiles for captures of WEPPcloud", async () => {
  await withLibrary(async (root, remedyOf) => {
    for (const name of [".", join(root, "profiles")]) {
      assert.equal(await weppcloudFolder(name, root, root), undefined);
      assert.match(await remedyOf(name), /^profile list and/);
    }
  });
});
