import assert from "node:assert/strict";
import { chmod, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { closeDraft, groupId, openDraftsFolder, requireWritable } from "./access.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

test("closeDraft() closes folders and files, to all or to a group, and follows no link", async () => {
  if (process.getgid === undefined) return;
  const own = process.getgid();
  await withFolder(async (folder) => {
    const [draft, outside] = [join(folder, "draft"), join(folder, "outside")];
    await mkdir(join(draft, "seed"), { recursive: true });
    await writeFile(join(draft, "seed/a"), "x", { mode: 0o644 });
    await writeFile(outside, "x", { mode: 0o644 });
    await symlink(outside, join(draft, "link"));
    await closeDraft(draft, undefined);
    assert.deepEqual(await Promise.all([draft, join(draft, "seed"), join(draft, "seed/a")].map(modeOf)), [
      0o700,
      0o700,
      0o600,
    ]);
    await closeDraft(draft, own);
    assert.deepEqual(await Promise.all([draft, join(draft, "seed"), join(draft, "seed/a")].map(modeOf)), [
      0o2770,
      0o2770,
      0o660,
    ]);
    assert.equal(await modeOf(outside) & 0o777, 0o644);
  });
});

test("groupId() knows groups by name and number, and refuses others", async () => {
  if (process.getgid === undefined) return;
  assert.equal(await groupId(undefined), undefined);
  assert.equal(await groupId("1234"), 1234);
  assert.equal(await groupId("root").catch(() => 0), 0);
  await assert.rejects(groupId("no-such-group-at-all"), /There is no group/);
});

test("requireWritable() refuses a closed draft with a remedy", async () => {
  if (process.getuid === undefined || process.getuid() === 0) return;
  await withFolder(async (folder) => {
    await chmod(folder, 0o500);
    await assert.rejects(requireWritable(folder), /may not change this draft/).finally(() =>
      chmod(folder, 0o700)
    );
  });
});

test("openDraftsFolder() lets a group work in the folder of drafts, and leaves it without one", async () => {
  if (process.getgid === undefined) return;
  const own = process.getgid();
  await withFolder(async (folder) => {
    await chmod(folder, 0o700);
    await openDraftsFolder(folder, undefined);
    assert.equal(await modeOf(folder), 0o700);
    await openDraftsFolder(folder, own);
    assert.equal(await modeOf(folder), 0o2770);
  });
});
