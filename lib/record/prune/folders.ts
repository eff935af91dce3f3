/** Drafts, kept sandboxes and old results: which may go, and how a folder goes. */
import { lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import process from "node:process";
import { entriesOf, readManifest } from "../../baseline/manifest.ts";
import { readPending } from "../../baseline/pending.ts";
import { setDir } from "../../baseline/sets.ts";
import { agedDrafts } from "../../drafts/expiry.ts";
import { agedSpools, SPOOL_LOCK, SPOOLS } from "../../drafts/spools.ts";
import { codeOf, messageOf } from "../../errors.ts";
import { isInside } from "../../files/inside.ts";
import { HeldError, isHeld, withLock } from "../../files/lock.ts";
import { bytesBelow, newestChange } from "../../files/newest.ts";
import { exists } from "../../files/safe_path.ts";
import { workLockOf } from "../../profiles/work_lock.ts";
import { type JudgedSandbox, judgeSandboxes } from "../../sandboxes/judge.ts";
import { resultsRoot } from "../../results/folder.ts";
import { readLatest } from "../../results/latest.ts";
import { counted } from "../../text/counted.ts";
import { formatAge } from "../../text/duration.ts";
import { Changed } from "./rewrite.ts";
import { type PruneItem, type PruneKind, type PruneOptions, type PrunePlan, QUIET } from "./types.ts";

const DAY = 86_400_000;
/** Sandboxes of this project and of WEPPcloud's own playback: 32 hexadecimal digits. */
const SANDBOX = /^[0-9a-f]{32}$/;
const RESULT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z$/;
/** A folder that a prune was removing when it was stopped. */
const LEFTOVER = /^\..+\.pruned-\d+$/;

/** Adds what is due of drafts, sandboxes and results. */
export async function planFolders(options: PruneOptions, plan: PrunePlan): Promise<void> {
  const { dataRoot, runRoot } = options;
  if (dataRoot !== undefined) {
    if (await isOurs(join(dataRoot, "profiles", "_drafts"), dataRoot, "draft", plan)) {
      await planDrafts(dataRoot, options, plan);
    }
    const spools = join(dataRoot, "profiles", "_drafts", SPOOLS);
    if (await isOurs(spools, dataRoot, "spool", plan)) {
      await attempt(plan, spools, () => planSpools(dataRoot, spools, options, plan));
    }
    if (await isOurs(resultsRoot(dataRoot), dataRoot, "result", plan)) {
      await attempt(plan, resultsRoot(dataRoot), () => planResults(dataRoot, options, plan));
    }
  }
  if (runRoot !== undefined) await attempt(plan, runRoot, () => planSandboxes(runRoot, options, plan));
}

/** A folder that leads out of the data root is none of ours. */
async function isOurs(
  folder: string,
  dataRoot: string,
  kind: PruneKind,
  plan: PrunePlan,
): Promise<boolean> {
  if (!await exists(folder)) return false;
  if (await isInside(dataRoot, folder)) return true;
  const reason = "leads out of the data root; prune it with the data root that it lies in";
  plan.kept.push({ kind, path: folder, reason, doubtful: true });
  return false;
}

async function planDrafts(dataRoot: string, options: PruneOptions, plan: PrunePlan): Promise<void> {
  await planLeftovers(join(dataRoot, "profiles", "_drafts"), plan);
  for (const draft of await agedDrafts(dataRoot, options.draftAge, options.now)) {
    const { path, kept, overdue, soon, expires_at, age_ms = 0 } = draft;
    if (kept !== undefined) {
      if (overdue || kept.includes("link")) {
        plan.kept.push({ kind: "draft", path, reason: kept, doubtful: kept.includes("link") });
      }
    } else if (overdue) {
      await due(plan, "draft", path, `nobody promoted it for ${formatAge(age_ms)}`);
    } else if (soon && expires_at !== undefined) {
      const days_left = Math.ceil((Date.parse(expires_at) - options.now) / DAY);
      plan.notices.push({ draft: draft.draft, path, expires_at, days_left });
    }
  }
}

/** What a tail kept goes as a draft does: it has the same events in it. */
async function planSpools(
  dataRoot: string,
  folder: string,
  options: PruneOptions,
  plan: PrunePlan,
): Promise<void> {
  await planLeftovers(folder, plan);
  for (const { path, age_ms, kept } of await agedSpools(dataRoot, options.now)) {
    if (kept !== undefined) {
      if (age_ms >= options.draftAge) plan.kept.push({ kind: "spool", path, reason: kept, doubtful: false });
    } else await dueWhenQuiet(plan, "spool", path, age_ms, options.draftAge);
  }
}

async function planSandboxes(runRoot: string, options: PruneOptions, plan: PrunePlan): Promise<void> {
  await planLeftovers(runRoot, plan);
  const noted = options.dataRoot === undefined ? [] : await judgeSandboxes(options.dataRoot);
  await planNoted(noted, options, plan);
  const known = new Set(noted.flatMap(({ entry }) => entry?.dir ?? []));
  for (const entry of await entriesIn(runRoot)) {
    if (!SANDBOX.test(entry.name)) continue;
    const path = join(runRoot, entry.name);
    if (known.has(path)) continue;
    if (entry.isSymbolicLink()) {
      const reason = "is a symbolic link, and links are not followed";
      plan.kept.push({ kind: "sandbox", path, reason, doubtful: true });
    }
    if (!entry.isDirectory()) continue;
    await attempt(plan, path, async () => {
      await dueWhenQuiet(plan, "sandbox", path, options.now - await newestChange(path), options.sandboxAge);
    });
  }
}

/** Sandboxes that plays of this data root made, wherever they lie: by their list, and never one that is in use. */
async function planNoted(
  noted: readonly JudgedSandbox[],
  options: PruneOptions,
  plan: PrunePlan,
): Promise<void> {
  for (const { state, reason, entry, dir, file } of noted) {
    if (entry === undefined) continue;
    const age = options.now - Date.parse(entry.made_at);
    if (state === "running" || state === "foreign") {
      const path = entry.dir ?? file;
      if (age >= options.sandboxAge) {
        plan.kept.push({ kind: "sandbox", path, reason, doubtful: state === "foreign" });
      }
    } else if (dir !== undefined) {
      await attempt(plan, dir, async () => {
        const quiet = options.now - await newestChange(dir);
        const before = plan.items.length;
        await dueWhenQuiet(plan, "sandbox", dir, quiet, options.sandboxAge);
        for (const item of plan.items.slice(before)) item.entry = entry.id;
      });
    } else if (age >= options.sandboxAge) {
      const where = entry.dir === null && entry.run_id !== null
        ? `${entry.run_id} on ${entry.target} is left to its server`
        : "its folder is gone";
      plan.items.push({
        action: "remove",
        kind: "sandbox",
        path: file,
        reason: where,
        bytes: 0,
        entry: entry.id,
      });
    }
  }
}

async function planResults(dataRoot: string, options: PruneOptions, plan: PrunePlan): Promise<void> {
  const root = resultsRoot(dataRoot);
  // A damaged list stops here: which results are the last ones is not known then.
  const latest = await readLatest(dataRoot);
  const named = new Set(Object.values(latest.profiles).map(({ result }) => join(root, result)));
  for (const profile of await entriesIn(root)) {
    const folder = join(root, profile.name);
    if (profile.isSymbolicLink()) {
      const reason = "is a symbolic link, and links are not followed";
      plan.kept.push({ kind: "result", path: folder, reason, doubtful: true });
    }
    if (!profile.isDirectory()) continue;
    await planLeftovers(folder, plan);
    const names = (await entriesIn(folder)).filter((entry) => entry.isDirectory() && RESULT.test(entry.name))
      .map(({ name }) => name);
    for (const name of names) {
      const path = join(folder, name);
      const age = options.now - timeOfResult(name);
      // The newest one is the profile's last, whatever the list says.
      if (age < options.resultsAge || name === names.at(-1) || named.has(path)) continue;
      await attempt(plan, path, async () => {
        const reason = await keptResult(path, join(dataRoot, "profiles", profile.name), options);
        if (reason === undefined) return await due(plan, "result", path, `is ${formatAge(age)} old`);
        plan.kept.push({ kind: "result", path, reason, doubtful: false });
      });
    }
  }
}

/** Why an old result stays. */
async function keptResult(
  path: string,
  profileDir: string,
  options: PruneOptions,
): Promise<string | undefined> {
  const running = !await exists(join(path, "report.json"));
  if (running && options.now - await newestChange(path) < QUIET) return "is being written";
  if (options.withPending) return undefined;
  const { items: pending = [], overlay } = await readPending(path) ?? {};
  const baselineDir = setDir(join(profileDir, "baseline"), overlay);
  const kept = entriesOf(await readManifest(baselineDir).catch(() => undefined));
  const open = pending.filter((item) => {
    if (item.rejected === true) return false;
    const has = kept.get(item.path)?.sha256;
    return item.sha256 === null ? has !== undefined : has !== item.sha256;
  });
  return open.length === 0
    ? undefined
    : `holds ${counted(open.length, "pending output")} that nobody accepted (--with-pending removes it)`;
}

function timeOfResult(name: string): number {
  return Date.parse(name.replace(RESULT, "$1-$2-$3T$4:$5:$6Z"));
}

async function planLeftovers(folder: string, plan: PrunePlan): Promise<void> {
  for (const entry of await entriesIn(folder)) {
    if (!entry.isDirectory() || !LEFTOVER.test(entry.name)) continue;
    await due(plan, "leftover", join(folder, entry.name), "an interrupted prune left it");
  }
}

/** Due by the time of its last change; what was changed just now stays, whatever age was asked for. */
async function dueWhenQuiet(
  plan: PrunePlan,
  kind: PruneKind,
  path: string,
  age: number,
  limit: number,
): Promise<void> {
  if (age < limit) return;
  if (age >= QUIET) return await due(plan, kind, path, `nothing was written for ${formatAge(age)}`);
  plan.kept.push({ kind, path, reason: `was written to ${formatAge(age)} ago`, doubtful: false });
}

async function due(plan: PrunePlan, kind: PruneKind, path: string, reason: string): Promise<void> {
  plan.items.push({ action: "remove", kind, path, reason, bytes: await bytesBelow(path).catch(() => 0) });
}

/** The entries of a folder by name; none when it is not there. */
async function entriesIn(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  return entries.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

async function attempt(plan: PrunePlan, path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    plan.failures.push({ path, message: messageOf(error) });
  }
}

/** Removes a folder: first it loses its name, so that a crash leaves nothing half under it. */
export async function removeFolder(item: PruneItem): Promise<{ freed: number; detail: string }> {
  const found = await lstat(item.path);
  if (!found.isDirectory()) throw new Error("is no folder any more");
  const hidden = item.kind === "leftover"
    ? item.path
    : join(item.path, "..", `.${item.path.split(sep).at(-1)}.pruned-${process.pid}`);
  if (item.kind === "spool") {
    const lock = join(item.path, SPOOL_LOCK);
    await withLock(lock, () => rename(item.path, hidden), 0).catch(async (error: unknown) => {
      throw await isHeld(lock) ? new Changed("is being written to by a tail") : error;
    });
  } else if (item.kind === "draft") {
    // The lock of the draft: assemble, review and promote hold it while they work.
    const lock = workLockOf(join(item.path, ".."), basename(item.path));
    await withLock(lock, () => rename(item.path, hidden), 0, "record prune").catch((error: unknown) => {
      throw error instanceof HeldError ? new Changed("is being worked on") : error;
    });
  } else if (hidden !== item.path) await rename(item.path, hidden);
  await rm(hidden, { recursive: true });
  return { freed: item.bytes, detail: "removed" };
}
