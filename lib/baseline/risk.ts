/** How much of a risk it is to accept an output: told for review, and severe ones are asked for on their own. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { readRaster } from "../compare/raster/reader.ts";
import { LISTED } from "../compare/findings.ts";
import { messageOf } from "../errors.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import type { BaselineFile } from "../model/manifest.ts";
import type { ComparisonReport, Difference } from "../model/report.ts";
import { counted } from "../text/counted.ts";
import { reportOn } from "./describe.ts";
import { pendingDir, type PendingItem } from "./pending.ts";

/**
 * - `additive`: something is new, nothing that was there changed
 * - `moved`: values changed
 * - `severe`: what may hide a fault for ever: something vanished, is empty, lies elsewhere, or cannot be read
 */
export type Risk = "additive" | "moved" | "severe";

/** The risk of one output, with the reasons of a severe one in words that follow its name. */
export interface ItemRisk {
  risk: Risk;
  reasons: string[];
}

/** What is known of an output that waits. */
export interface Judged {
  item: PendingItem;
  resultDir: string;
  comparisons: readonly ComparisonReport[];
  /** What the baseline has of it. */
  kept: BaselineFile | undefined;
}

/** Judges one output. */
export async function riskOf(judged: Judged): Promise<ItemRisk> {
  const { item } = judged;
  if (item.change === "missing") return { risk: "severe", reasons: ["is not produced any more"] };
  if (item.change === "unnamed") return { risk: "moved", reasons: [] };
  const { differences, unlisted, unreadable, facts } = findingsOn(judged);
  const reasons = [
    ...await contentReasons(judged),
    ...structureReasons(item.comparison.method, differences),
    ...(unlisted === 0 ? [] : [`lost ${counted(unlisted, "value")} more, which the report does not list`]),
    ...(hasLostRows(facts) ? ["lost all its rows"] : []),
    ...(unreadable ? ["could not be read as its comparison needs it"] : []),
  ];
  if (reasons.length > 0) return { risk: "severe", reasons: [...new Set(reasons)] };
  const isNew = item.change === "new" || judged.kept === undefined ||
    (differences.length > 0 && differences.every(({ kind }) => kind === "extra"));
  return { risk: isNew ? "additive" : "moved", reasons: [] };
}

/** `is empty (0 bytes), lost column "runoff"`. */
export function reasonWords({ reasons }: ItemRisk): string {
  return reasons.join(", ");
}

/** What the play found in the file. */
function findingsOn(
  { item, comparisons }: Judged,
): { differences: Difference[]; unlisted: number; unreadable: boolean; facts: JsonValue | undefined } {
  const { path } = item;
  const report = reportOn(item, comparisons);
  const found = report?.differences.filter(({ file }) => file === path) ?? [];
  // A list that is cut may lack what is no addition.
  const isCut = report !== undefined && report.omitted > 0;
  const cut: Difference[] = isCut ? [{ kind: "changed", where: "not listed", message: "" }] : [];
  const unreadable = report?.verdict === "error" &&
    (report.reason ?? "").includes(`The produced file ${JSON.stringify(path)}`);
  const facts = report?.facts[path];
  return {
    differences: found.length === 0 ? [] : [...found, ...cut],
    unlisted: isCut && found.length >= LISTED ? unlistedParts(report) : 0,
    unreadable,
    facts,
  };
}

/** So many vanished parts are counted only. Of tables the parts are listed first, and what is not is rows. */
function unlistedParts({ method, counts, differences }: ComparisonReport): number {
  if (!/^(json_|archive_diff$|file_list$)/.test(method)) return 0;
  return counts.missing - differences.filter(({ kind }) => kind === "missing").length;
}

/** True when a table of the file had rows and has none: `{ table: { rows: { baseline: 12, produced: 0 } } }`. */
function hasLostRows(facts: JsonValue | undefined): boolean {
  return isObject(facts) && Object.values(facts).some((table) => {
    const rows = isObject(table) ? table["rows"] : undefined;
    return isObject(rows) && rows["produced"] === 0 && Number(rows["baseline"]) > 0;
  });
}

/** What of a raster or map must stay, and what it is called. */
const FRAME: readonly [where: RegExp, words: string][] = [
  [/(^|: )crs( |$)/, "has another coordinate reference system"],
  [/(^|: )(transform|bounds|extent)$/, "lies elsewhere or has another extent"],
  [/(^|: )nodata value$/, "has another nodata value"],
];

/** Differences of what a file is, and not only of its values. */
function structureReasons(method: string, differences: readonly Difference[]): string[] {
  return differences.flatMap((difference) => {
    const { kind, where, baseline, actual } = difference;
    if (kind === "missing") return isPart(method, difference) ? [`lost ${where}`] : [];
    if (kind !== "changed" || !/^(raster|vector|archive)_/.test(method)) return [];
    if (where === "size" && method !== "archive_diff") return ["has another size"];
    if (/(^|: )features$/.test(where) && actual === 0) return ["lost all its features"];
    if (where === "bands" && Number(actual) < Number(baseline)) return ["lost a band"];
    return FRAME.flatMap(([pattern, words]) => pattern.test(where) ? [words] : []);
  });
}

/** The place of an element of a list, by its number or by the member that tells it apart: `[3]`, `["topaz_id=24"]`. */
const ELEMENT = /\[(?:\d+|"[\w-]+=.*")\]$/;

/** True for a column, a member, a key: not for a row, a line or an element of a list. */
function isPart(method: string, { where, message, baseline }: Difference): boolean {
  if (method.startsWith("text_")) return false;
  if (method.startsWith("json_")) return where !== "file" && !ELEMENT.test(where);
  // Members of an archive stand under their names, and what differs inside of one behind a colon.
  const inside = method === "archive_diff" && baseline === "a member";
  return inside || method === "file_list" || /(^|[: ])column [^:]*$|^layer [^:]*$/.test(where) ||
    /^The (column|table|layer|band) is gone/.test(message);
}

/** What is wrong with the bytes as a baseline. */
async function contentReasons({ item, resultDir, kept }: Judged): Promise<string[]> {
  const { path, size, comparison: { method }, withheld } = item;
  if (size === 0) return ["is empty (0 bytes)"];
  if (withheld !== undefined) return [];
  const file = join(pendingDir(resultDir), path);
  if (method === "raster_stats") return await rasterReasons(file);
  const shrunk = kept !== undefined && kept.size > size;
  return shrunk && await isHollow(file) ? ["holds nothing any more"] : [];
}

async function rasterReasons(file: string): Promise<string[]> {
  try {
    const { stats } = await readRaster(file);
    return stats.every((band) => band.count === 0) ? ["is a raster without a valid cell"] : [];
  } catch (error) {
    return [`cannot be read as GeoTIFF: ${messageOf(error)}`];
  }
}

/** Longest beginning that is looked at, bytes: what is longer holds something. */
const BEGINNING = 64 * 1024;

/** True for a text of blanks, and for an empty document. */
async function isHollow(file: string): Promise<boolean> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const buffer = new Uint8Array(BEGINNING);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    if (bytesRead === buffer.length) return false;
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead)).trim();
    return /^(\{\s*\}|\[\s*\]|null|)$/.test(text);
  } finally {
    await handle.close();
  }
}
