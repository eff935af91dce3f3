/** Proposes comparisons for a profile that has none: what the run gained, each file by a method of its type. */
import { open, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { walkFiles } from "../files/walk.ts";
import type { Comparison } from "../model/profile.ts";
import { volatileReason } from "../compare/volatile.ts";

/** Files for and against a baseline. */
export interface Proposal {
  comparisons: Comparison[];
  left_out: { path: string; reason: string }[];
}

/** Statistics may move by what another compiler or another order of summing does. */
const RASTER_TOLERANCE = {
  min: { rel: 1e-6 },
  max: { rel: 1e-6 },
  mean: { rel: 1e-6 },
  std: { rel: 1e-6 },
  sum: { rel: 1e-6 },
};

/** Header lines of WEPP and its tools that name a version, or the date of the run. */
const HEADER_LINES: readonly RegExp[] = [
  /^\W*(?:\S+\s+)?(?:wepp|cligen|model|software)\b.*\b(?:version|ver\.|v\d)/iu,
  /^\W*version\b/iu,
  /^\W*(?:run |creation )?(?:date|time)\b[^\d]*[:=]/iu,
  /^\W*(?:created|generated|written|built|run)\b.*\b(?:19|20)\d\d\b/iu,
];
/** Bytes at the head of a text in which header lines are looked for. */
const HEAD = 4096;

const TEXT_TYPES = new Set([".csv", ".txt", ".dat", ".run", ".slp", ".cli", ".sol", ".man", ".out", ".prn"]);

/**
 * A comparison for each file that the run gained since it was made ready, but for those that differ in every
 * run (each with the reason).
 *
 * @param runDir the run directory after the steps
 * @param before paths that were there before the first step
 */
export async function proposeComparisons(runDir: string, before: readonly string[]): Promise<Proposal> {
  const old = new Set(before);
  const proposal: Proposal = { comparisons: [], left_out: [] };
  for (const path of await walkFiles(runDir)) {
    if (old.has(path)) continue;
    const reason = volatileReason(path) ?? await emptyReason(join(runDir, path));
    if (reason === undefined) proposal.comparisons.push(await proposeFor(path, join(runDir, path)));
    else proposal.left_out.push({ path, reason });
  }
  return proposal;
}

async function emptyReason(file: string): Promise<string | undefined> {
  return (await stat(file)).size === 0 ? "is empty: there is nothing to compare" : undefined;
}

async function proposeFor(target: string, file: string): Promise<Comparison> {
  const type = extname(target).toLowerCase();
  if (type === ".tif" || type === ".tiff") {
    return { target, method: "raster_stats", params: { tolerance: RASTER_TOLERANCE } };
  }
  if (type === ".json" || type === ".geojson") {
    const dated = target.endsWith("interchange_version.json");
    return { target, method: "json_exact", ...(dated ? { params: { ignore: ["$.timestamp"] } } : {}) };
  }
  if (!TEXT_TYPES.has(type)) return { target, method: "hash_exact" };
  const ignore = await headerPatterns(file);
  return { target, method: "text_exact", ...(ignore.length === 0 ? {} : { params: { ignore } }) };
}

/** A pattern for each dated header line of this file. */
async function headerPatterns(file: string): Promise<string[]> {
  const handle = await open(file, "r");
  try {
    const head = new Uint8Array(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    const lines = new TextDecoder("latin1").decode(head.subarray(0, bytesRead)).split("\n").slice(0, 20);
    // A line is known by its words before the first digit: without any, the pattern would match every line.
    const dated = lines.filter((line) =>
      /^[^\d]*[a-z]{3}[^\d]*\d/i.test(line) && HEADER_LINES.some((known) => known.test(line))
    );
    return [...new Set(dated.map(linePattern))];
  } finally {
    await handle.close();
  }
}

/** The line up to its first digit, whatever follows: `^\s*WEPP VERSION`. */
function linePattern(line: string): string {
  const words = line.slice(0, line.search(/\d/)).trim().replace(/[\\^$.|?*+()[\]{}/]/gu, "\\$&");
  return `^\\s*${words.replace(/\s+/gu, "\\s+")}`;
}
