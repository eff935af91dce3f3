/** From files that steps produced to a candidate: comparison, hash, rank. */
import { join } from "node:path";
import type { Comparison } from "../model/profile.ts";
import { type Candidate, RANKS } from "./candidates.ts";
import { digestOf, Fingerprints } from "./fingerprint.ts";
import type { Group } from "./group.ts";
import type { Produced, RecordedRun } from "./produced.ts";
import { linesHolding, proposeComparison } from "./propose.ts";
import { isSidecar, rankOf } from "./rank.ts";

/** Bytes that are read altogether; further candidates have no hash. */
const MOST_READ = 2 * 1024 * 1024 * 1024;
/** Files of a group whose heads are looked at for dated lines. */
const SAMPLED = 3;

const NOTES: readonly [pattern: RegExp, note: string][] = [
  [/(?:^|\/)H\.[^/]*\.parquet$/, "the order of rows in pooled tables may change from run to run"],
  [
    /^(?:climate|landuse\/nlcd|soils\/\w*kslast|dem\/dem)/,
    "may come from a data service that changes by itself",
  ],
];

/** Reads candidates as long as they are not too many. */
export class Reader {
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

/**
 * The candidate of a group.
 *
 * @returns a reason when it can be none
 * @throws what reading its files throws
 */
export async function candidateOf(
  { target, files }: Group<Produced>,
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
      const isText = comparison.method === "text_exact" ||
        (comparison.method === "table_diff" && !path.endsWith(".parquet"));
      const lines = isText ? await linesHolding(join(run.runDir, path), run.runId) : undefined;
      if (lines === undefined) return "names the run inside, another in every replay";
      // Only of a text can some lines be left out.
      comparison.method = "text_exact";
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

/** The comparison of a group: dated lines of the first few are ignored in all. */
async function proposed(target: string, files: readonly Produced[], runDir: string): Promise<Comparison> {
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
