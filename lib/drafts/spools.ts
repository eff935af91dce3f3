/** What tails keep for assembling (`profiles/_drafts/.spool/<name>/`): how old each of it is, and what keeps it. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../errors.ts";
import { isHeld } from "../files/lock.ts";
import { newestChange } from "../files/newest.ts";
import { exists } from "../files/safe_path.ts";

/** Name of the folder of spools beside the drafts. */
export const SPOOLS = ".spool";
/** The lock of a tail that writes a spool. */
export const SPOOL_LOCK = "lock";

/** A spool with its age. */
export interface AgedSpool {
  path: string;
  /** Since a tail wrote to it last, in ms. */
  age_ms: number;
  /** Why it cannot go now. */
  kept?: string;
}

/**
 * The spools of a data root by name. What is no spool, or is a link, is left out.
 *
 * @param now ms since 1970
 * @throws the system's error when they cannot be looked at
 */
export async function agedSpools(dataRoot: string, now: number): Promise<AgedSpool[]> {
  const folder = join(dataRoot, "profiles", "_drafts", SPOOLS);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const spools: AgedSpool[] = [];
  for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith(".") || !await exists(join(path, "spool.json"))) {
      continue;
    }
    const held = await isHeld(join(path, SPOOL_LOCK));
    spools.push({
      path,
      age_ms: now - await newestChange(path),
      ...(held ? { kept: "is being written to by a tail" } : {}),
    });
  }
  return spools;
}
