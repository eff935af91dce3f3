/** A play whose results cannot be written never passes, names the file, and can be resumed. */
import assert from "node:assert/strict";
import { cp, mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { profileRun } from "./proxy/session.ts";
import { withSmallDisk } from "./small_disk.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");

test("play on a full disk ends with 3 and the path, wherever it fills up, and is resumed when there is room", async () => {
  await withSmallDisk(async (disk, root) => {
    await mkdir(join(disk, "profiles"));
    await cp(join(REPO, "profiles/us-small"), join(disk, "profiles/us-small"), { recursive: true });
    const fill = join(disk, "fill");
    const play = (...words: string[]) =>
      profileRun([
        ...["play", "us-small", ...words, "--embedded", "--data-root", disk],
        ...["--playback-run-root", join(root, "sandboxes"), "--scratch", join(root, "scratch")],
      ]);
    // Room for nothing, for a few lines of the journal, for all but the transcript or the report.
    for (const room of [0, 24, 60, 80]) {
      await rm(join(disk, "profiles/results"), { recursive: true, force: true });
      await fillUp(fill, room * 1024);
      const { code, output, stdout } = await play();
      assert.equal(code, 3, `${room} KiB: ${output}`);
      assert.match(
        output,
        /\nerror [^\n]*Cannot (write|make a result folder in) \S*profiles\/results\/us-small/,
        `${room} KiB`,
      );
      assert.match(output, /the disk is full|ENOSPC/, `${room} KiB`);
      assert.match(stdout, /\nunavailable \(embedded\)\n$/, `${room} KiB: ${output}`);
    }
    await rm(fill);
    const next = await play("--resume");
    assert.equal(next.code, 0, next.output);
    assert.match(next.output, /44 of 44 comparisons matched/);
  });
});

/** Fills the disk but for so many bytes. */
async function fillUp(file: string, room: number): Promise<void> {
  await rm(file, { force: true });
  const block = new Uint8Array(4096);
  let size = 0;
  try {
    for (;;) {
      await writeFile(file, block, { flag: "a" });
      size += block.length;
    }
  } catch {
    await truncate(file, Math.max(0, size - room));
  }
}
