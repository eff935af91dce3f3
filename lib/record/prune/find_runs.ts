/**
 * Runs below a folder: `<root>/<2>/<run id>/` as WEPPcloud lays them out, `<root>/<run id>/`, `<out>/runs/<run id>/` of
 * own recordings, or a run directory itself. Symbolic links are never followed.
 */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";

/** A run with a folder of logs, or what cannot be looked at. */
export type FoundRun =
  | { kind: "run"; dir: string }
  | { kind: "link"; path: string }
  | { kind: "failure"; path: string; message: string };

const DEEPEST = 2;

/** Finds the runs below a folder, in the order of their names. */
export async function* findRuns(root: string): AsyncGenerator<FoundRun> {
  yield* visit(root, 0);
}

async function* visit(dir: string, depth: number): AsyncGenerator<FoundRun> {
  const logs = join(dir, "_logs");
  const found = await lstat(logs).catch((error: unknown) => error);
  if (isStats(found)) {
    if (found.isSymbolicLink()) yield { kind: "link", path: logs };
    else if (found.isDirectory()) yield { kind: "run", dir };
    return;
  }
  if (codeOf(found) !== "ENOENT" && codeOf(found) !== "ENOTDIR") {
    yield { kind: "failure", path: dir, message: codeOf(found) ?? "cannot be read" };
    return;
  }
  if (depth > DEEPEST) return;
  let entries;
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    yield { kind: "failure", path: dir, message: codeOf(error) ?? "cannot be read" };
    return;
  }
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(dir, entry.name);
    if (entry.isSymbolicLink() && depth < DEEPEST) yield { kind: "link", path };
    // Own recordings lie one level deeper when the folder around them is named.
    const next = entry.name === "runs" ? depth : depth + 1;
    if (entry.isDirectory() && next <= DEEPEST) yield* visit(path, next);
  }
}

function isStats(found: unknown): found is Awaited<ReturnType<typeof lstat>> {
  return typeof found === "object" && found !== null && "isSymbolicLink" in found;
}
