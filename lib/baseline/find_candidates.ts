/** Looks through the run directory of a recording for what a baseline could keep. Nothing in it is changed. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../errors.ts";
import { walkFiles } from "../files/walk.ts";
import { type BaselineCandidates, type Candidate, RANKS } from "./candidates.ts";
import { groupAlike } from "./group.ts";
import { candidateOf, Reader } from "./make_candidate.ts";
import { judgeFile, type Produced, type RecordedRun, tellingId } from "./produced.ts";
import { placeInRank } from "./rank.ts";

/** The recorder's own folder: no word about it is needed. */
const LOGS = "_logs/";
/** Paths that are named under one reason. */
const LISTED = 5;

/** Collects files that are no candidates, by reason. */
class LeftOut {
  readonly #reasons = new Map<string, { files: number; paths: string[] }>();

  add(reason: string, path: string): void {
    const known = this.#reasons.get(reason) ?? { files: 0, paths: [] };
    known.files++;
    if (known.paths.length < LISTED) known.paths.push(path);
    this.#reasons.set(reason, known);
  }

  list(): BaselineCandidates["left_out"] {
    return [...this.#reasons].map(([reason, known]) => ({ reason, ...known }))
      .toSorted((a, b) => a.reason < b.reason ? -1 : 1);
  }
}

/**
 * The files that the recorded steps produced, with a comparison for each. Symbolic links are not followed.
 *
 * @throws never for a file that cannot be read: it is named
 */
export async function findCandidates(run: RecordedRun): Promise<BaselineCandidates> {
  const leftOut = new LeftOut();
  const unreadable: BaselineCandidates["unreadable"] = [];
  const nameless = (path: string) => run.redactor.text(path, "baseline candidates");
  const cannot = (path: string, error: unknown) =>
    unreadable.push({ path: nameless(path), reason: codeOf(error) ?? "cannot be read" });
  const paths = await walkFiles(run.runDir, {
    unreadable: cannot,
    odd: (path, what) =>
      leftOut.add(
        what === "link" ? "is a symbolic link: links are not followed" : "is no plain file",
        nameless(path),
      ),
  });
  const found: Produced[] = [];
  for (const path of paths) {
    if (path.startsWith(LOGS)) continue;
    try {
      const { size, mtimeMs } = await lstat(join(run.runDir, path));
      const judged = judgeFile(path, size, mtimeMs, run, nameless(path) === path);
      if (typeof judged === "string") leftOut.add(judged, nameless(path));
      else found.push({ path, size, ...judged });
    } catch (error) {
      cannot(path, error);
    }
  }
  const candidates: Candidate[] = [];
  const reader = new Reader(tellingId(run));
  for (const group of groupAlike(found)) {
    try {
      const candidate = await candidateOf(group, run, reader);
      if (typeof candidate === "string") group.files.forEach(({ path }) => leftOut.add(candidate, path));
      else candidates.push(candidate);
    } catch (error) {
      cannot(group.target, error);
    }
  }
  return {
    version: 1,
    basis: run.times === undefined
      ? "what the recorded steps write (the files were copied or their clock is off: their times say nothing)"
      : "what the recorded steps write, and when the files changed",
    candidates: candidates.toSorted(byTelling),
    left_out: leftOut.list(),
    unreadable,
  };
}

function byTelling(a: Candidate, b: Candidate): number {
  return RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || Number(b.telling) - Number(a.telling) ||
    placeInRank(a.target) - placeInRank(b.target) || (a.target < b.target ? -1 : 1);
}
