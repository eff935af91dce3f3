/** Drafts that promote() refuses for what they are: holes, absent changes, links, damage. */
import assert from "node:assert/strict";
import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { PROFILE, withDraft } from "./testing/draft.ts";

test("promote() refuses holes by file:line:column", async () => {
  await withDraft(async ({ put, refused }) => {
    const file = await put("profile.yaml", PROFILE + '    form: { a: !hole "withheld" }\n');
    const error = await refused("refused", /1 hole: upload\.form\.a: withheld/);
    assert.deepEqual(error.position, { file, line: 10, column: 22 });
  });
});

test("promote() refuses drafts of recordings that lack changes", async () => {
  await withDraft(async ({ put, refused }) => {
    const status = {
      version: 1,
      state: "absent",
      created_at: "x",
      steps: 1,
      holes: [],
      absent: ["Job 1 was polled"],
      dropped: [],
      folded: [],
      left_out: 0,
      profile_sha256: "x",
    };
    await put("status.json", JSON.stringify(status));
    await refused("refused", /lacks 1 change: Job 1 was polled/);
  });
});

test("promote() refuses links in the place of what belongs to the draft, and pointers of Git LFS", async () => {
  const seed = "20260102T030405-aaaaaaaa/fire.tif";
  for (const path of ["events.jsonl", "ledger.jsonl", "profile.yaml", "seed"]) {
    await withDraft(async ({ root, refused }) => {
      const inDraft = join(root, "profiles/_drafts/raw", path);
      await rename(inDraft, join(root, "elsewhere"));
      await symlink(join(root, "elsewhere"), inDraft);
      await refused("refused", new RegExp(`^${path} is a symbolic link`));
    });
  }
  await withDraft(async ({ root, put, refused }) => {
    const file = await put(`seed/${seed}`, "x");
    await rename(file, join(root, "other"));
    await symlink(join(root, "other"), file);
    await refused("usage", /seed ".*fire\.tif" is no file of its own/);
    await rm(dirname(file), { recursive: true });
    await mkdir(join(root, "folder"));
    await writeFile(join(root, "folder/fire.tif"), "x");
    await symlink(join(root, "folder"), dirname(file));
    await refused("usage", /is no file of its own/);
    assert.deepEqual(await readdir(join(root, "profiles")), ["_drafts"]);
  });
  await withDraft(async ({ put, refused }) => {
    await put(`seed/${seed}`, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    const error = await refused("refused", /fire\.tif is a Git LFS pointer, not the file/);
    assert.match(error.remedy ?? "", /git lfs pull/);
  });
});

test("promote() refuses an invalid draft as usage", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE.replace("slug: raw", "slug: ../../evil"));
    await refused("usage", /metadata\.slug: use lower-case letters/);
    await put("profile.yaml", PROFILE.replace("file_upload", "file_uplod"));
    await refused("usage", /not valid/);
    await put("profile.yaml", "version: 1\nmetadata: { slug: raw }\nsteps: []\n");
    await refused("refused", /no steps/);
  });
});

test("promote() refuses a draft whose status cannot be read", async () => {
  await withDraft(async ({ put, refused }) => {
    await put("profile.yaml", PROFILE);
    await put("seed/20260102T030405-aaaaaaaa/fire.tif", "II*\0");
    for (const content of ["", "null", '{"version":1,"state":"absent"}', "[".repeat(50_000)]) {
      await put("status.json", content);
      await refused("refused", /status\.json is damaged/);
    }
  });
});
