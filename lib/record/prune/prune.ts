/** Looks after recordings: compresses and trims audit logs, and removes what is too old. */
import { messageOf } from "../../errors.ts";
import { Course } from "../../files/course.ts";
import { planFolders, removeFolder } from "./folders.ts";
import { compressLog, planLogs, removeTemporary, trimLog } from "./logs.ts";
import { forgetSandbox } from "../../sandboxes/index.ts";
import { judgeSandboxes } from "../../sandboxes/judge.ts";
import { removeSandbox } from "../../sandboxes/remove.ts";
import { Changed } from "./rewrite.ts";
import type { PruneItem, PruneOptions, PruneOutcome, PrunePlan, PruneReport } from "./types.ts";

/**
 * Plans, and unless it is a dry run does what was planned, one after the other. What cannot be done is noted and the
 * rest goes on.
 *
 * @param told is given each item with what became of it, as soon as it is known
 * @throws ProfileError usage or unavailable when a root cannot be looked at
 * @example
 * ```ts
 * import { prune } from "./prune.ts";
 * const day = 86_400_000;
 * const never = { draftAge: Infinity, sandboxAge: Infinity, resultsAge: Infinity, trimAge: Infinity, trimSize: Infinity };
 * await prune({ roots: ["/wc1/runs"], dormant: 30 * day, ...never, withPending: false, dryRun: true, now: Date.now() });
 * ```
 */
export async function prune(
  options: PruneOptions,
  told: (item: PruneOutcome) => void = () => {},
): Promise<PruneReport> {
  options.onProgress?.({ kind: "task", task: "check" });
  const plan = await planPrune(options);
  const length = {
    of: plan.items.length,
    bytes: () => plan.items.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const course = await Course.of("prune", length, options.onProgress);
  const items: PruneOutcome[] = [];
  for (const item of plan.items) {
    if (options.signal?.aborted) break;
    course.begin(item.path, item.bytes);
    const outcome: PruneOutcome = options.dryRun
      ? { ...item, outcome: "planned" }
      : await perform(item, options);
    items.push(outcome);
    told(outcome);
  }
  const freed = items.reduce((sum, item) => sum + (item.freed ?? 0), 0);
  const { kept, notices, failures, logs } = plan;
  return { dry_run: options.dryRun, items, kept, notices, failures, logs, freed };
}

/** What there is to do now. */
export async function planPrune(options: PruneOptions): Promise<PrunePlan> {
  const plan: PrunePlan = { items: [], kept: [], notices: [], failures: [], logs: 0 };
  await planLogs(options, plan);
  await planFolders(options, plan);
  return plan;
}

async function perform(item: PruneItem, options: PruneOptions): Promise<PruneOutcome> {
  try {
    return { ...item, outcome: "done", ...await work(item, options) };
  } catch (error) {
    const detail = messageOf(error);
    return { ...item, outcome: error instanceof Changed ? "kept" : "failed", detail };
  }
}

async function work(item: PruneItem, options: PruneOptions): Promise<{ freed: number; detail: string }> {
  if (item.action === "compress") return await compressLog(item);
  if (item.action === "trim") return await trimLog(item, options);
  if (item.entry !== undefined && options.dataRoot !== undefined) {
    return await removeNoted(item, item.entry, options.dataRoot);
  }
  return item.path.endsWith(".prune-tmp") ? await removeTemporary(item) : await removeFolder(item);
}

/** A sandbox of the list: what it is now counts, not what it was when the plan was made. */
async function removeNoted(
  item: PruneItem,
  id: string,
  dataRoot: string,
): Promise<{ freed: number; detail: string }> {
  const found = (await judgeSandboxes(dataRoot)).find(({ entry }) => entry?.id === id);
  if (found?.entry === undefined) throw new Changed("is gone");
  if (found.state === "running" || found.state === "foreign") throw new Changed(found.reason);
  if (found.dir === undefined) await forgetSandbox(dataRoot, id);
  else if (!await removeSandbox(dataRoot, found.entry, found.dir)) {
    throw new Changed("something else came into its place");
  }
  return { freed: item.bytes, detail: "removed" };
}
