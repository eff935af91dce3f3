/** The part of a run that comparisons need, on this disk: over HTTP only that is fetched. */
import { matchTarget } from "../../compare/targets.ts";
import { volatileReason } from "../../compare/volatile.ts";
import { LARGEST_KEPT } from "../../baseline/pending.ts";
import { isGlob } from "../../files/glob.ts";
import type { BaselineManifest } from "../../model/manifest.ts";
import type { Comparison } from "../../model/profile.ts";
import { counted } from "../../text/counted.ts";
import type { OutputFile, Outputs } from "./types.ts";

/** What is compared. */
export interface ComparedOutputs {
  runDir: string;
  /** Paths that the play produced, as far as that can be told. */
  produced: string[];
  notes: string[];
}

/** What the files were before the first step. */
export interface Before {
  paths: readonly string[];
  /** Of a sandbox that holds more than configuration from the start. */
  stamps: ReadonlyMap<string, string | undefined> | undefined;
}

/** Gets what the comparisons are about. */
export async function comparedOutputs(
  outputs: Outputs,
  comparisons: readonly Comparison[],
  manifest: BaselineManifest | undefined,
  before: Before,
): Promise<ComparedOutputs> {
  const notes: string[] = [];
  const kept = (manifest?.files ?? []).map(({ path }) => path);
  let listed = await outputs.list();
  if (listed === undefined) {
    notes.push("the server lists no files: only those that are named were looked for, patterns were not");
    listed = await tried(outputs, [
      ...kept,
      ...comparisons.flatMap(({ target }) => isGlob(target) ? [] : [target]),
    ]);
  }
  const fresh = listed.filter((file) => !isUntouched(file, before));
  const produced = fresh.map(({ path }) => path);
  const named = new Set(comparisons.flatMap(({ target }) => matchTarget(target, kept, produced)));
  const there = new Map(fresh.map((file) => [file.path, file]));
  const needed = comparisons.length > 0
    ? [...named].filter((path) => there.has(path))
    : fresh.filter((file) => isCandidate(file, before)).map(({ path }) => path);
  notes.push(...untouchedNotes(listed, fresh, needed, kept, before));
  return { runDir: await outputs.folder(needed), produced, notes };
}

/** Named files that can be read, when nothing is listed. */
async function tried(outputs: Outputs, paths: readonly string[]): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const path of new Set(paths)) {
    const found = await outputs.look(path);
    if (found !== undefined && !("fault" in found)) files.push({ path, size: found.size, stamp: undefined });
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** A file that was there before the first step and was not written since is no output of the steps. */
function isUntouched({ path, stamp }: OutputFile, { stamps }: Before): boolean {
  return stamp !== undefined && stamps?.get(path) === stamp;
}

function isCandidate({ path, size }: OutputFile, { paths }: Before): boolean {
  return !paths.includes(path) && volatileReason(path) === undefined && (size ?? 0) <= LARGEST_KEPT;
}

function untouchedNotes(
  listed: readonly OutputFile[],
  fresh: readonly OutputFile[],
  needed: readonly string[],
  kept: readonly string[],
  { stamps }: Before,
): string[] {
  if (stamps === undefined) return [];
  const isFresh = new Set(fresh.map(({ path }) => path));
  const left = listed.filter(({ path }) => !isFresh.has(path) && kept.includes(path));
  const unknown = fresh.filter(({ path, stamp }) =>
    stamp === undefined && stamps.has(path) && needed.includes(path)
  );
  return [
    ...(left.length === 0 ? [] : [
      `${counted(left.length, "kept file")} lay in the sandbox from the start and no step wrote ` +
      `${left.length === 1 ? "it" : "them"}: taken as not produced`,
    ]),
    ...(unknown.length === 0 ? [] : [
      `${
        counted(unknown.length, "compared file")
      } lay in the sandbox from the start; over HTTP it cannot be told whether ` +
      `the steps wrote ${unknown.length === 1 ? "it" : "them"} anew`,
    ]),
  ];
}
