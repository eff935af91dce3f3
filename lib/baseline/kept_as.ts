/** What a baseline takes of each accepted output, and what it never takes. */
import { join } from "node:path";
import { summaryPath } from "../compare/keep.ts";
import { isLfsPointer } from "../compare/lfs.ts";
import { comparatorFor } from "../compare/registry.ts";
import type { Keeps } from "../compare/types.ts";
import { ProfileError } from "../errors.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { KeepRule } from "../settings/config.ts";
import { keepOf } from "./keep_policy.ts";
import { MANIFEST } from "./manifest.ts";
import { LARGEST_KEPT, pendingDir, type PendingItem } from "./pending.ts";

/** What the baseline takes of an output: of one that may hold a secret only the hash, where that is enough. */
export function keptAs(
  { path, size, comparison, withheld }: PendingItem,
  rules?: readonly KeepRule[],
): Keeps {
  const keep = keepOf(comparison, path, size, rules);
  return withheld !== undefined && comparatorFor(comparison.method)?.keeps === "hash" ? "hash" : keep;
}

export function keptWhole(items: readonly PendingItem[], keeps: ReadonlyMap<string, Keeps>): PendingItem[] {
  return items.filter(({ path }) => keeps.get(path) === "file");
}

/** Refuses what no baseline takes, whatever is allowed. */
export async function refuseUnkept(item: PendingItem, keep: Keeps, resultDir: string): Promise<void> {
  const { path, size, withheld, summary_sha256 } = item;
  const why = path === MANIFEST
    ? "has the name of the baseline's own list"
    : keep === "hash" || (keep === "summary" && summary_sha256 !== undefined)
    ? undefined
    : size > LARGEST_KEPT
    ? "is larger than 100 MB"
    : withheld ?? (await isPointer(item, resultDir) ? "is a Git LFS pointer, not the file" : undefined);
  if (why === undefined) return;
  throw new ProfileError("refused", `The output "${path}" cannot be kept in a baseline: it ${why}`, {
    remedy:
      "Leave it out with --accept for the others, or compare it by a method that needs no file: hash_exact, exists",
  });
}

/** An output may have the name of the summary of another. */
export function refuseSummaryNames(
  accepted: readonly PendingItem[],
  keeps: ReadonlyMap<string, Keeps>,
  manifest: BaselineManifest | undefined,
): void {
  const kept = new Map<string, Keeps>((manifest?.files ?? []).map((file) => [file.path, file.kept]));
  for (const { path } of accepted) kept.set(path, keeps.get(path) ?? "file");
  const both = [...kept].find(([path, keep]) => keep === "summary" && kept.has(summaryPath(path)));
  if (both === undefined) return;
  const [path] = both;
  throw new ProfileError(
    "refused",
    `The baseline cannot keep "${summaryPath(path)}": the summary of "${path}" has that name`,
    { remedy: `Say keep: file in the comparison of "${path}", or leave one out with --accept` },
  );
}

async function isPointer({ path }: PendingItem, resultDir: string): Promise<boolean> {
  return await isLfsPointer(join(pendingDir(resultDir), path)).catch(() => false);
}
