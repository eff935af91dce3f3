/** Writes a whole new profile into an empty folder, snapshot included, and brings it to the disk. */
import { constants } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Course } from "../files/course.ts";
import { makeFolder } from "../files/make_folder.ts";
import { namingFile } from "../files/naming_file.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { flushFolder } from "./flush.ts";
import { copyRun, type Snapshot } from "./run_copy.ts";
import type { LeftOut, RunPlan } from "./run_plan.ts";
import type { PromotedFile, PromoteOptions } from "./types.ts";

/** So many paths that were left out for one reason are named in the ledger. */
const NAMED = 100;

/**
 * Writes the files, and the snapshot as `run/`; what was decided about the snapshot goes into the ledger.
 *
 * @returns the snapshot, when one was planned
 */
export async function writeProfile(
  folder: string,
  files: readonly PromotedFile[],
  plan: RunPlan | undefined,
  { redactor, signal, now, onProgress }: Pick<PromoteOptions, "redactor" | "signal" | "now" | "onProgress">,
): Promise<Snapshot | undefined> {
  let snapshot: Snapshot | undefined;
  if (plan !== undefined) {
    await mkdir(join(folder, "run"));
    snapshot = await copyRun(plan, join(folder, "run"), { redactor, signal, onProgress });
  }
  const bytes = () => files.reduce((sum, { size }) => sum + size, 0);
  const course = await Course.of("copy", { of: files.length, bytes }, onProgress);
  for (const { path, from, content = "", size } of files) {
    course.begin(path, size);
    const file = join(folder, path);
    await makeFolder(dirname(file));
    try {
      if (from !== undefined) await copyFile(from, file, constants.COPYFILE_FICLONE);
      else await writeFile(file, path === "ledger.jsonl" ? content + linesOf(snapshot, plan, now) : content);
    } catch (error) {
      throw namingFile(file, error);
    }
  }
  onProgress?.({ kind: "task", task: "flush" });
  await flushFolder(folder);
  return snapshot;
}

/** Ledger of a snapshot: what was taken, what was redacted in it, what was left out. */
function linesOf(snapshot: Snapshot | undefined, plan: RunPlan | undefined, now: Date): string {
  if (snapshot === undefined || plan === undefined) return "";
  const base = { version: 1, at: now.toISOString(), by: "promote" };
  const entries: LedgerEntry[] = [
    {
      ...base,
      decision: "snapshot",
      subject: "run",
      reason: "asked for with --with-run",
      evidence: { run: plan.runId, files: snapshot.files, bytes: snapshot.bytes },
    },
    ...snapshot.redacted.map(({ path, rules }) => ({
      ...base,
      decision: "redact",
      subject: `run/${path}`,
      reason: `kept as a copy without secrets: ${rules.join(", ")}`,
    })),
    ...byReason(snapshot.leftOut).map(([reason, paths]) => ({
      ...base,
      decision: "leave-out",
      subject: "run",
      reason,
      evidence: { count: paths.length, paths: paths.slice(0, NAMED) },
    })),
  ];
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** Paths by the reason for which they were left out. */
export function byReason(leftOut: readonly LeftOut[]): [string, string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { path, reason } of leftOut) reasons.set(reason, [...reasons.get(reason) ?? [], path]);
  return [...reasons].sort(([a], [b]) => a < b ? -1 : 1);
}
