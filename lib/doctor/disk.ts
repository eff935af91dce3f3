/** Check: room for results, scratch space and sandboxes, in bytes and in files. */
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";
import { formatBytes } from "../text/bytes.ts";
import type { Check, Finding } from "./types.ts";

const MB = 1_000_000;
/** Less than this is full: a play writes more, bytes and files. */
const FULL = { bytes: 20 * MB, files: 100 };
/** Less than this will soon be. */
const LOW = { bytes: 1000 * MB, files: 20_000 };

/** Room on one disk; `files` is undefined where the disk makes room for them as needed. */
export interface Room {
  bytes: number;
  files: number | undefined;
}

export const diskCheck: Check = {
  name: "disk",
  topic: "here",
  summary: "room for results, scratch space and sandboxes, in bytes and in files",
  async run({ dataRoot, scratch, runRoot }) {
    const places: [string, string][] = [["data root", dataRoot], ["scratch", scratch], [
      "playback root",
      runRoot,
    ]];
    const disks = new Map<number, { names: string[]; folder: string }>();
    for (const [name, path] of places) {
      const folder = await nearest(path);
      const { dev } = await stat(folder);
      const disk = disks.get(dev);
      if (disk === undefined) disks.set(dev, { names: [name], folder });
      else disk.names.push(name);
    }
    const findings: Finding[] = [];
    for (const { names, folder } of disks.values()) {
      const { bavail, bsize, files, ffree } = await statfs(folder);
      findings.push(
        judgeRoom(names.join(", "), folder, {
          bytes: bavail * bsize,
          files: files === 0 ? undefined : ffree,
        }),
      );
    }
    return findings;
  },
};

/** What so much room means for a play. */
export function judgeRoom(what: string, folder: string, { bytes, files }: Room): Finding {
  const words = `${what}: ${formatBytes(bytes)} free${
    files === undefined ? "" : `, room for ${files} files`
  }`;
  const isBelow = (limit: Room) => bytes < limit.bytes || (files ?? Infinity) < (limit.files ?? 0);
  if (!isBelow(LOW)) return { state: "ok", message: words, paths: [folder] };
  return {
    state: isBelow(FULL) ? "failed" : "warning",
    message: words,
    remedy:
      "Make room: profile record prune removes old results, drafts and sandboxes (--dry-run shows which)",
    paths: [folder],
  };
}

/** The folder itself, or the nearest one above it that is there. */
async function nearest(path: string): Promise<string> {
  for (let folder = path;; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: unknown) => {
      if (!["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) throw error;
      return undefined;
    });
    if (found?.isDirectory() === true || folder === dirname(folder)) return folder;
  }
}
