/** A disk that is soon full: a tmpfs of 1 MiB, where this user may mount one. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Runs the work with a full-to-be folder; says so and does nothing where none can be mounted. */
export async function withSmallDisk(work: (disk: string, root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "full-disk-"));
  const disk = join(root, "disk");
  await mkdir(disk);
  const isRoot = process.getuid?.() === 0;
  const mounted = isRoot && spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).status === 0;
  try {
    if (mounted) await work(disk, root);
    else console.log("not run: no tmpfs can be mounted here");
  } finally {
    if (mounted) spawnSync("umount", ["-l", disk]);
    await rm(root, { recursive: true, force: true });
  }
}
