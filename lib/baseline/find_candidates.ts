/** Looks through the run directory of a recording for what a baseline could keep. Nothing in it is changed. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { volatileReason } from "../compare/volatile.ts";
import { writersOf } from "../endpoints/outputs.ts";
import { codeOf } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { Comparison } from "../model/profile.ts";
import type { Redactor } from "../redact/redactor.ts";
import { type BaselineCandidates, type Candidate, RANKS } from "./candidates.ts";
import { Fingerprints } from "./fingerprint.ts";
import { type Group, groupAlike } from "./group.ts";
import { LARGEST_KEPT } from "./pending.ts";
import { linesHolding, proposeComparison } from "./propose.ts";
import { isSidecar, placeInRank, rankOf } from "./rank.ts";
import type { FileTimes } from "./recorded_times.ts";

/** What is known of a recorded run. */
export interface RecordedRun {
  runDir: string;
  runId: string;
  /** Task to the ids of the steps that run it. */
  tasks: ReadonlyMap<string, readonly string[]>;
  /** What steps upload, by SHA-256 and by `<task>/<file name>`, to the first of them. */
  uploads: ReadonlyMap<string, string>;
  /** The recorded time on the clock of the files; undefined when their times say nothing. */
  times: FileTimes | undefined;
  redactor: Redactor;
}

/** The recorder's own folder: no word about it is needed. */
const LOGS = "_logs/";
/** Bytes that are read altogether; further candidates have no hash. */
const MOST_READ = 2 * 1024 * 1024 * 1024;
/** Paths that are named under one reason. */
const LISTED = 5;
/** Files of a group whose heads are looked at for dated lines. */
const SAMPLED = 3;
/** Shorter run ids may stand in any file. */
const SHORTEST_ID = 6;

const NOTES: readonly [pattern: RegExp, note: string][] = [
  [/(?:^|\/)H\.[^/]*\.parquet$/, "the order of rows in pooled tables may change from run to run"],
  [
    /\.parquet$/,
    "compared byte by byte; another version of its writer may differ with equal rows",
  ],
  [
    /^(?:climate|landuse\/nlcd|soils\/\w*kslast|dem\/dem)/,
    "may come from a data service that changes by itself",
  ],
];

interface Found {
  path: string;
  size: number;
  evidence: string[];
  /** The step that uploads a file of that name to where it lies. */
  uploadedBy?: string;
}

/** Reads candidates as long as they are not too many. */
class Reader {
  readonly files: Fingerprints;
  #left = MOST_READ;

  constructor(word: string | undefined) {
    this.files = new Fingerprints(word);
  }

  affords(size: number): boolean {
    if (size > this.#left) return false;
    this.#left -= size;
    return true;
  }
}

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
  const found: Found[] = [];
  for (const path of paths) {
    if (path.startsWith(LOGS)) continue;
    try {
      const { size, mtimeMs } = await lstat(join(run.runDir, path));
      const judged = judge(path, size, mtimeMs, run, nameless(path) === path);
      if (typeof judged === "string") leftOut.add(judged, nameless(path));
      else found.push({ path, size, ...judged });
    } catch (error) {
      cannot(path, error);
    }
  }
  const candidates: Candidate[] = [];
  const reader = new Reader(run.runId.length >= SHORTEST_ID ? run.runId : undefined);
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

/** Why a file is produced by the steps, or why it is no candidate. */
function judge(
  path: string,
  size: number,
  changed: number,
  { tasks, times, runId, uploads }: RecordedRun,
  clean: boolean,
): string | Omit<Found, "path" | "size"> {
  const known = volatileReason(path);
  if (known !== undefined) return known;
  if (!isPlainRelative(path) || /[*?\p{Cc}]/u.test(path)) return "has a name that no comparison can say";
  if (!clean) return "has a name that holds a secret";
  if (runId.length >= SHORTEST_ID && path.includes(runId)) {
    return "has the run id in its name, another in every replay";
  }
  if (size === 0) return "is empty: there is nothing to compare";
  if (size > LARGEST_KEPT) return "is larger than 100 MB, which no baseline keeps";
  const writers = writersOf(path, tasks.keys());
  const steps = writers.flatMap((task) => tasks.get(task) ?? []);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [uploadedBy] = writers.flatMap((task) => uploads.get(`${task}/${name}`) ?? []);
  const written = steps.length === 0 ? [] : [`written by ${steps.slice(-3).join(", ")}`];
  const found = (evidence: string[]) => ({ evidence, ...(uploadedBy === undefined ? {} : { uploadedBy }) });
  if (times === undefined) {
    return written.length > 0 ? found(written) : "no recorded step is known to write it";
  }
  if (changed < times.from) return "is older than the recording";
  if (changed <= times.to) return found([...written, "changed in the recorded time"]);
  return written.length > 0
    ? found([...written, "changed again after the recorded part"])
    : "changed only after the recorded part";
}

async function candidateOf(
  { target, files }: Group<Found>,
  run: RecordedRun,
  reader: Reader,
): Promise<Candidate | string> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const evidence = [...new Set(files.flatMap((file) => file.evidence))];
  const [first] = files;
  if (first === undefined) return "names no file";
  const comparison = await proposed(target, files, run.runDir);
  const hashes: string[] = [];
  if (reader.affords(size)) {
    for (const { path } of files) {
      const { sha256, holds } = await reader.files.of(join(run.runDir, path));
      hashes.push(sha256);
      if (!holds) continue;
      const lines = comparison.method === "text_exact"
        ? await linesHolding(join(run.runDir, path), run.runId)
        : undefined;
      if (lines === undefined) return "names the run inside, another in every replay";
      ignore(comparison, lines);
    }
  }
  const whole = hashes.length === 0
    ? undefined
    : digestOf(files.map(({ path }, index) => [path, hashes[index] ?? ""]));
  const same = files.length === 1 && whole !== undefined ? run.uploads.get(whole) : undefined;
  const upload = same ?? first.uploadedBy;
  if (upload !== undefined) {
    evidence.unshift(
      same === undefined ? `named as what ${upload} uploads` : `the bytes that ${upload} uploads`,
    );
  }
  const rank = upload === undefined ? rankOf(first.path) : "inputs";
  const note = NOTES.find(([pattern]) => pattern.test(first.path))?.[1];
  return {
    ...comparison,
    rank,
    telling: files.length === 1 && RANKS.indexOf(rank) <= RANKS.indexOf("climate") && !isSidecar(first.path),
    files: files.length,
    size,
    ...(whole === undefined ? {} : { sha256: whole }),
    evidence,
    ...(note === undefined ? {} : { note }),
  };
}

/**
 * One hash for what a target names: the file's own, or for several that of the lines `<sha256>  <path>`.
 *
 * @param files paths and their hashes
 */
export function digestOf(files: readonly (readonly [path: string, sha256: string])[]): string | undefined {
  const [first, ...others] = files;
  if (first === undefined) return undefined;
  if (others.length === 0) return first[1];
  const sorted = files.toSorted(([a], [b]) => a < b ? -1 : 1);
  return sha256(sorted.map(([path, hash]) => `${hash}  ${path}\n`).join(""));
}

/** The comparison of a group: dated lines of the first few are ignored in all. */
async function proposed(target: string, files: readonly Found[], runDir: string): Promise<Comparison> {
  let comparison: Comparison | undefined;
  for (const { path } of files.slice(0, SAMPLED)) {
    const sample = await proposeComparison(target, join(runDir, path));
    comparison ??= sample;
    ignore(comparison, sample.params?.["ignore"] as string[] | undefined ?? []);
  }
  return comparison ?? { target, method: "exists" };
}

/** Adds to what a comparison ignores. */
function ignore(comparison: Comparison, patterns: readonly string[]): void {
  if (patterns.length === 0) return;
  const before = comparison.params?.["ignore"] as string[] | undefined ?? [];
  comparison.params = { ...comparison.params, ignore: [...new Set([...before, ...patterns])] };
}

function byTelling(a: Candidate, b: Candidate): number {
  return RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || Number(b.telling) - Number(a.telling) ||
    placeInRank(a.target) - placeInRank(b.target) || (a.target < b.target ? -1 : 1);
}
