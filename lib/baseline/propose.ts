/** Proposes comparisons for a profile that has none: what the run gained, each file by a method of its type. */
import { open, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { walkFiles } from "../files/walk.ts";
import { isObject, type JsonValue, parseJson } from "../model/json.ts";
import type { Comparison } from "../model/profile.ts";
import { formatPath, type PathPart } from "../text/json_path.ts";
import { openTables } from "../compare/table/open_tables.ts";
import { TEXT_TYPES } from "../compare/text/types.ts";
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
const TABLE_TYPES = new Set([".csv", ".tsv", ".psv", ".parquet"]);
/** WEPP's tables of events. Its other reports say more beside their tables: they stay texts. */
const WEPP_TABLE = /(?:^|\/)(?:ebe_pw\d*\.txt|[^/]*\.ebe\.dat)$/i;
/** Bytes at the head of a text in which header lines are looked for. */
const HEAD = 4096;

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
    if (reason === undefined) proposal.comparisons.push(await proposeComparison(path, join(runDir, path)));
    else proposal.left_out.push({ path, reason });
  }
  return proposal;
}

async function emptyReason(file: string): Promise<string | undefined> {
  return (await stat(file)).size === 0 ? "is empty: there is nothing to compare" : undefined;
}

/**
 * The comparison for one file, or for several alike: method by type, tolerance and ignores by content.
 *
 * @param target path below the run, or a glob
 * @param file the file that it names, or one of them
 */
export async function proposeComparison(target: string, file: string): Promise<Comparison> {
  const type = extname(target).toLowerCase();
  const head = await headOf(file);
  // A name may promise what the bytes are not; a method that cannot read them would never compare.
  if ((type === ".tif" || type === ".tiff") && isTiff(head)) {
    return { target, method: "raster_stats", params: { tolerance: RASTER_TOLERANCE } };
  }
  if (type === ".json" || type === ".geojson") {
    const clocks = await clockPaths(file);
    if (clocks === undefined) return { target, method: "hash_exact" };
    const ignore = target.endsWith("interchange_version.json") ? ["$.timestamp"] : clocks;
    return { target, method: "json_exact", ...(ignore.length === 0 ? {} : { params: { ignore } }) };
  }
  if ((TABLE_TYPES.has(type) || WEPP_TABLE.test(target)) && await isTable(file, target)) {
    // Tables that pool the hillslopes are written by several processes, in the order in which these end.
    const pooled = /(?:^|\/)H\.[^/]*\.parquet$/.test(target);
    return { target, method: "table_diff", ...(pooled ? { params: { order: "free" } } : {}) };
  }
  if (!TEXT_TYPES.has(type) || head.includes(0)) return { target, method: "hash_exact" };
  const ignore = headerPatterns(head);
  return { target, method: "text_exact", ...(ignore.length === 0 ? {} : { params: { ignore } }) };
}

/** True when the file can be read as a table of several columns, as far as its first rows. */
async function isTable(file: string, name: string): Promise<boolean> {
  try {
    const tables = await openTables(file, name, {});
    for (const table of tables) {
      for await (const _ of table.batches()) break;
    }
    return tables.some(({ columns }) => columns.length > 1);
  } catch {
    return false;
  }
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const head = new Uint8Array(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The first bytes of a TIFF or BigTIFF, in either order of bytes. */
function isTiff([first, second, third, fourth]: Uint8Array): boolean {
  const little = first === 0x49 && second === 0x49 && (third === 42 || third === 43) && fourth === 0;
  return little || (first === 0x4d && second === 0x4d && third === 0 && (fourth === 42 || fourth === 43));
}

/** Keys under which programs note when, or how long, they ran. */
const CLOCK_KEY =
  /^(?:timestamp|date|time|duration|elapsed|mtime|(?:created|generated|written|updated|modified|started|finished|completed)(?:_?(?:at|on|time))?|\w+_(?:timestamp|time|duration|elapsed|seconds))$/i;
/** A date with year and time of day. */
const CLOCK_TEXT = /\b(?:19|20)\d\d\b.*\d\d:\d\d/;
/** JSON up to this size is looked through, bytes. */
const LARGEST_LOOKED_THROUGH = 4 * 1024 * 1024;

/** Deeper levels are not looked at. */
const DEEPEST = 100;

/**
 * Paths of values that a clock wrote: they differ in every run. Those in lists are rows of a result.
 *
 * @returns undefined when the file is no JSON
 */
async function clockPaths(file: string): Promise<string[] | undefined> {
  if ((await stat(file)).size > LARGEST_LOOKED_THROUGH) return [];
  const document = parseJson((await readFile(file, "utf8")).replace(/^\ufeff/, ""));
  if (document === undefined) return undefined;
  const found: string[] = [];
  let others = 0;
  const visit = (value: JsonValue, path: PathPart[]): void => {
    if (isObject(value) && path.length < DEEPEST) {
      return Object.entries(value).forEach(([key, part]) => visit(part as JsonValue, [...path, key]));
    }
    if (CLOCK_KEY.test(String(path.at(-1))) && isClock(value)) found.push(formatPath(path));
    else others++;
  };
  visit(document, []);
  // Something must be left to compare.
  return others === 0 ? [] : found;
}

function isClock(value: JsonValue): boolean {
  if (typeof value === "string") return CLOCK_TEXT.test(value);
  return typeof value === "number" && value > 1e9 && value < 1e14;
}

/** A pattern for each dated header line at the head of a text. */
function headerPatterns(head: Uint8Array): string[] {
  const lines = new TextDecoder("latin1").decode(head).split("\n").slice(0, 20);
  // A line is known by its words before the first digit: without any, the pattern would match every line.
  const dated = lines.filter((line) =>
    /^[^\d]*[a-z]{3}[^\d]*\d/i.test(line) && HEADER_LINES.some((known) => known.test(line))
  );
  return [...new Set(dated.map(linePattern))];
}

/** The line up to its first digit, whatever follows: `^\s*WEPP VERSION`. */
function linePattern(line: string): string {
  return startPattern(line.slice(0, line.search(/\d/)));
}

/** A pattern for lines that start with these words, whatever blanks are between them. */
export function startPattern(start: string): string {
  return `^\\s*${escaped(start.trim()).replace(/\s+/gu, "\\s+")}`;
}

/** A text that stands for itself in a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/gu, "\\$&");
}

/** So many lines of a text may name the run; with more of them it is about the run. */
const MOST_NAMING = 5;

/**
 * Patterns for the lines of a text that hold a word, by what stands before it.
 *
 * @returns undefined when such a line begins with the word, or there are many
 */
export async function linesHolding(file: string, word: string): Promise<string[] | undefined> {
  if ((await stat(file)).size > LARGEST_LOOKED_THROUGH) return undefined;
  const lines = (await readFile(file, "latin1")).split("\n").filter((line) => line.includes(word));
  const starts = lines.map((line) => /^[^\d]*/.exec(line.slice(0, line.indexOf(word)))?.[0] ?? "");
  if (lines.length > MOST_NAMING || !starts.every((start) => /[a-z]{3}/i.test(start))) return undefined;
  return [...new Set(starts.map(startPattern))];
}
