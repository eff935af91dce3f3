/** Compares what a recording produced with what a profile keeps, file by file. */
import type { BaselineCandidates, Candidate } from "../../baseline/candidates.ts";
import { digestOf } from "../../baseline/fingerprint.ts";
import { groupAlike } from "../../baseline/group.ts";
import { globMatcher, isGlob } from "../../files/glob.ts";
import type { BaselineFile, BaselineManifest } from "../../model/manifest.ts";

/** An output that is new, gone, or has other bytes. Sizes in bytes. */
export interface OutputChange {
  kind: "added" | "removed" | "changed";
  target: string;
  from?: number;
  to?: number;
  /** What to know before taking it for a difference. */
  note?: string;
}

/** The difference of outputs. */
export interface OutputsDiff {
  /** What they were compared with. */
  with: "baseline" | "candidates";
  changes: OutputChange[];
  same: number;
  /** Outputs of the profile that are missing from a recording which lacks changes: nothing is known of them. */
  unknown: number;
}

type Known = Pick<Candidate, "target" | "size"> & Partial<Pick<Candidate, "sha256" | "params">>;

/**
 * Compares candidates with the kept baseline, or without one with other candidates.
 *
 * @param left candidates and baseline of the profile, as far as it has them
 * @param right candidates of the recording
 * @param lacksChanges the recording does not hold all that was done
 * @returns undefined when either side knows nothing
 */
export function diffOutputs(
  left: { manifest?: BaselineManifest | undefined; candidates?: BaselineCandidates | undefined },
  right: BaselineCandidates | undefined,
  lacksChanges = false,
): OutputsDiff | undefined {
  // A run directory without any output is a copy of less than the run.
  if (right === undefined || right.candidates.length === 0) return undefined;
  const { manifest, candidates } = left;
  const kept = manifest !== undefined && manifest.files.length > 0;
  const known = kept ? gathered(manifest, right.candidates) : candidates?.candidates;
  if (known === undefined) return undefined;
  const { changes, same } = compare(known, right.candidates);
  const sure = lacksChanges ? changes.filter(({ kind }) => kind !== "removed") : changes;
  return {
    with: kept ? "baseline" : "candidates",
    changes: sure,
    same,
    unknown: changes.length - sure.length,
  };
}

/** The kept files under the targets of the candidates; what no target names stands for itself, or its like. */
function gathered({ files }: BaselineManifest, candidates: readonly Candidate[]): Known[] {
  const left = new Map(files.map((file) => [file.path, file]));
  const known: Known[] = [];
  // A target of one file comes first: a glob of others may name it too.
  for (const { target } of candidates.toSorted((a, b) => a.files - b.files)) {
    const matches = isGlob(target) ? globMatcher(target) : (path: string) => path === target;
    const named = [...left.values()].filter(({ path }) => matches(path));
    if (named.length === 0) continue;
    for (const { path } of named) left.delete(path);
    known.push(together(target, named));
  }
  return [...known, ...groupAlike([...left.values()]).map(({ target, files }) => together(target, files))];
}

function together(target: string, files: readonly BaselineFile[]): Known {
  const sha256 = digestOf(files.map((file) => [file.path, file.sha256]));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { target, size, ...(sha256 === undefined ? {} : { sha256 }) };
}

function compare(left: readonly Known[], right: readonly Known[]): { changes: OutputChange[]; same: number } {
  const before = new Map(left.map((one) => [one.target, one]));
  const changes: OutputChange[] = [];
  let same = 0;
  for (const { target, size, sha256, params } of right) {
    const old = before.get(target);
    before.delete(target);
    if (old === undefined) changes.push({ kind: "added", target, to: size });
    else if (
      old.size === size && (old.sha256 === sha256 || old.sha256 === undefined || sha256 === undefined)
    ) same++;
    else {
      const ignores = params?.["ignore"] !== undefined;
      changes.push({
        kind: "changed",
        target,
        from: old.size,
        to: size,
        ...(ignores ? { note: "perhaps only in what its comparison ignores" } : {}),
      });
    }
  }
  for (const { target, size } of before.values()) changes.push({ kind: "removed", target, from: size });
  return { changes, same };
}
