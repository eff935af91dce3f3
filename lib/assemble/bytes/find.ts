/** Asks the sources for the bytes of an upload, best first. */
import { open } from "node:fs/promises";
import { sha256File } from "../../files/hash.ts";
import type { UploadNeed } from "../step.ts";
import { draftCopy } from "./draft_copy.ts";
import { ownBodies } from "./own_bodies.ts";
import { runDirectory } from "./run_dir.ts";
import { sbsEvents } from "./sbs_events.ts";
import { spoolCopy } from "./spool_copy.ts";
import { supplied } from "./supplied.ts";
import type { ByteSource, ByteWorld, FoundBytes } from "./types.ts";

const SOURCES: readonly ByteSource[] = [ownBodies, sbsEvents, spoolCopy, runDirectory, draftCopy, supplied];
const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/**
 * The bytes of an upload, or why there are none.
 *
 * @returns found bytes, or a sentence without a full stop
 */
export async function findBytes(need: UploadNeed, world: ByteWorld): Promise<FoundBytes | string> {
  const reasons: string[] = [];
  for (const source of SOURCES) {
    const found = await source.find(need, world);
    if (found === undefined) continue;
    if (typeof found === "string") {
      reasons.push(found);
      continue;
    }
    if ("refused" in found) return `file ${need.field}: ${found.refused}`;
    if (await isLfsPointer(found.file)) {
      reasons.push("the bytes are in Git LFS and were not fetched (git lfs pull)");
      continue;
    }
    return source === spoolCopy ? await sameInRun(found, need, world) : found;
  }
  const mode = need.used === undefined && need.entry?.usedWhen !== undefined
    ? `; ${need.entry.usedWhen.field}, which decides whether it was used, was not recorded`
    : "";
  const why = reasons.map((reason) => `; ${reason}`).join("");
  return `file ${need.field}: no bytes${mode}${why}`;
}

/** A copy that is what the run directory holds says no more than that: drafts are the same, followed or not. */
async function sameInRun(copy: FoundBytes, need: UploadNeed, world: ByteWorld): Promise<FoundBytes> {
  if (world.source.spool !== undefined || copy.redacted === true) return copy;
  const stored = await runDirectory.find(need, world);
  if (stored === undefined || typeof stored === "string" || "refused" in stored) return copy;
  return await sha256File(stored.file) === await sha256File(copy.file) ? stored : copy;
}

async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const start = new Uint8Array(LFS_POINTER.length);
    await handle.read(start, 0, start.length, 0);
    return new TextDecoder().decode(start) === LFS_POINTER;
  } finally {
    await handle.close();
  }
}
