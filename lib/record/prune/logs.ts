/** The audit logs below the roots: which are dormant, which are trimmed, and the work on one. */
import { lstat, realpath, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { capturesFile, readCapturesFile } from "../../captures/format.ts";
import { isOpen } from "../../captures/marks.ts";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { holdsAll, type LogPart, nextPart, packedParts, packingOf } from "../../events/compressed/format.ts";
import { withLock } from "../../files/lock.ts";
import { AUDIT_LOG } from "../../model/event.ts";
import { formatAge } from "../../text/duration.ts";
import { formatBytes } from "../../text/bytes.ts";
import { findRuns } from "./find_runs.ts";
import { rewrite, temporaryName } from "./rewrite.ts";
import { findCut } from "./trim.ts";
import { type PruneItem, type PruneOptions, type PrunePlan, QUIET } from "./types.ts";
import { openForWriting } from "./writers.ts";

/** Longest wait for another prune at the same log, in ms. */
const PATIENCE = 1000;

/** Adds what is due of the logs below the roots. */
export async function planLogs(options: PruneOptions, plan: PrunePlan): Promise<void> {
  const writers = await openForWriting();
  for (const root of options.roots) {
    const real = await realRoot(root);
    for await (const found of findRuns(real)) {
      if (options.signal?.aborted) return;
      if (found.kind === "link") {
        const reason = "is a symbolic link, and links are not followed";
        plan.kept.push({ kind: "log", path: found.path, reason, doubtful: true });
      } else if (found.kind === "failure") {
        plan.failures.push({ path: found.path, message: `cannot be looked at: ${found.message}` });
      } else {
        await planRun(found.dir, options, plan, writers).catch((error: unknown) => {
          plan.failures.push({ path: found.dir, message: messageOf(error) });
        });
      }
    }
  }
}

async function realRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") {
      throw new ProfileError("unavailable", `Cannot look at ${JSON.stringify(root)}: ${codeOf(error)}`, {
        remedy: "Allow this user to read the folder and those above it",
        cause: error,
      });
    }
  }
  throw new ProfileError("usage", `${JSON.stringify(root)} is not a folder`, {
    remedy: "Name a folder that holds runs, for instance /wc1/runs, or a run directory",
  });
}

async function planRun(
  runDir: string,
  options: PruneOptions,
  plan: PrunePlan,
  writers: ReadonlySet<string>,
): Promise<void> {
  const log = join(runDir, AUDIT_LOG);
  const keep = (reason: string, doubtful = false) =>
    void plan.kept.push({ kind: "log", path: log, reason, doubtful });
  const parts = await packedParts(log);
  const plain = await lstatIfThere(log);
  const left = await lstatIfThere(temporaryName(log));
  if (left?.isFile() && options.now - left.mtimeMs > QUIET) {
    const reason = "an interrupted prune left it";
    plan.items.push({
      action: "remove",
      kind: "leftover",
      path: temporaryName(log),
      reason,
      bytes: left.size,
    });
  }
  if (plain === undefined && parts.length === 0) return;
  plan.logs++;
  for (const path of [log, ...parts.map((part) => part.path)]) {
    const found = await lstatIfThere(path);
    if (found !== undefined && !found.isFile()) {
      return keep("is not a plain file, and links are not followed", true);
    }
  }
  const file = plain ?? await lstat(parts[0]?.path ?? log);
  const age = options.now - file.mtimeMs;
  const dormant = plain !== undefined && plain.size > 0 && age >= options.dormant;
  const trimmed = options.trimAge !== Infinity || options.trimSize !== Infinity;
  if (!dormant && !trimmed) return;
  const captures = await readCapturesFile(capturesFile(runDir)).catch((error: unknown) => messageOf(error));
  if (typeof captures === "string") return keep(captures, true);
  const open = captures?.captures.find(isOpen);
  if (open !== undefined) return keep(`has an open capture ${JSON.stringify(open.id)}`);
  if (age < QUIET) return keep(`was written to ${formatAge(age)} ago`);
  if (writers.has(log)) return keep("another process has it open for writing");
  const all = parts.length + (plain === undefined ? 0 : 1);
  if (trimmed && all > 1) keep("consists of several files and is not trimmed");
  else if (trimmed) {
    const path = plain === undefined ? parts[0]?.path ?? log : log;
    const part: LogPart = { path, packing: await packingOf(path) };
    const cut = part.packing === "zstd"
      ? keep("is compressed with zstd and is not trimmed")
      : await findCut(part, options.now - options.trimAge, options.trimSize, new Date(options.now));
    if (cut !== undefined) {
      const reason = `${cut.lines} lines, ${formatBytes(cut.bytes)} from its beginning`;
      plan.items.push({ action: "trim", kind: "log", path, reason, bytes: file.size });
    }
  }
  if (dormant) {
    const reason = `nothing was written for ${formatAge(age)}`;
    plan.items.push({ action: "compress", kind: "log", path: log, reason, bytes: plain.size });
  }
}

/** Cuts a log; gives what is free now, and words. */
export async function trimLog(
  item: PruneItem,
  options: PruneOptions,
): Promise<{ freed: number; detail: string }> {
  const from: LogPart = { path: item.path, packing: await packingOf(item.path) };
  const log = join(dirname(item.path), AUDIT_LOG.slice("_logs/".length));
  return await locked(log, async () => {
    const cut = await findCut(from, options.now - options.trimAge, options.trimSize, new Date(options.now));
    if (cut === undefined) return { freed: 0, detail: "nothing to cut any more" };
    const { path } = from;
    const job = { from, to: path, pack: from.packing === "gzip", head: cut.marker, skip: cut.skip };
    const size = await rewrite(job, temporaryName(log));
    return { freed: item.bytes - size, detail: `${cut.lines} lines cut; the first line says so` };
  });
}

/** Compresses a log; gives what is free now, and words. */
export async function compressLog(item: PruneItem): Promise<{ freed: number; detail: string }> {
  const log = item.path;
  return await locked(log, async () => {
    const parts = await packedParts(log);
    const last = parts.at(-1);
    const from: LogPart = { path: log, packing: "plain" };
    // A crash left both: the plain one holds everything, so it is packed again over the other.
    const again = last !== undefined && await holdsAll(log, last);
    const to = again ? last.path : nextPart(log, parts);
    if (again && last.packing !== "gzip") throw new Error(`${last.path} holds the same log and is not gzip`);
    const bytes = (await lstat(log)).size;
    const size = await rewrite(
      { from, to, pack: true, head: new Uint8Array(0), skip: 0 },
      temporaryName(log),
    );
    return { freed: bytes - size, detail: `${formatBytes(bytes)} to ${formatBytes(size)}` };
  });
}

/** Removes what an interrupted prune left beside a log. */
export async function removeTemporary(item: PruneItem): Promise<{ freed: number; detail: string }> {
  const log = item.path.slice(0, -temporaryName("").length);
  return await locked(log, async () => {
    await rm(item.path, { force: true });
    return { freed: item.bytes, detail: "removed" };
  });
}

async function locked<T>(log: string, work: () => Promise<T>): Promise<T> {
  return await withLock(`${log}.prune.lock`, work, PATIENCE);
}

async function lstatIfThere(path: string) {
  return await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
}
