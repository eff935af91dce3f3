/** Outputs that were reviewed and are not wanted: they wait no more in their result. */
import { join } from "node:path";
import { writeAtomic } from "../files/atomic.ts";
import { stableJson } from "../model/json.ts";
import { PENDING, pendingDir, type PendingItem, readPending } from "./pending.ts";

/**
 * Notes in the list of a result what was rejected. It comes after the update itself: what a crash between the two leaves
 * goes on waiting, and can be rejected again.
 */
export async function markRejected(resultDir: string, rejected: readonly PendingItem[]): Promise<void> {
  if (rejected.length === 0) return;
  const pending = await readPending(resultDir);
  if (pending === undefined) return;
  const paths = new Set(rejected.map(({ path }) => path));
  const items = pending.items.map((item) =>
    paths.has(item.path) ? { ...item, rejected: true as const } : item
  );
  await writeAtomic(join(pendingDir(resultDir), PENDING), stableJson({ ...pending, items }));
}
