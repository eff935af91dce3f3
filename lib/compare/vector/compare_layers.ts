/** Compares two layers of vector data: CRS, number of features, columns, and each feature's attributes and geometry. */
import type { JsonValue } from "../../model/json.ts";
import type { Findings } from "../findings.ts";
import { changeMessage } from "../json/change_message.ts";
import { numericOf, showJson } from "../json/text.ts";
import { compareJson } from "../json/walk.ts";
import { formatDelta } from "../numbers.ts";
import { EXACT, type Tolerance, toleranceText, within } from "../tolerance.ts";
import { compareGeometry, type GeometryRules } from "./compare_geometry.ts";
import type { Layer } from "./layer.ts";
import { pairFeatures } from "./pair_features.ts";

/** What may differ. */
export interface VectorRules {
  key: readonly string[];
  /** Of all numbers among the attributes. */
  tolerance?: Tolerance | undefined;
  /** By column; they go before that of all. */
  tolerances: Readonly<Record<string, Tolerance>>;
  /** Columns that are not looked at. */
  ignore: readonly string[];
  geometry: GeometryRules;
}

/** What was seen of two layers. */
export interface Seen {
  features: number;
  differing: number;
  /** Largest distance that was beyond the tolerance, and of which feature. */
  farthest?: { name: string; distance: number };
}

/**
 * Adds every difference of two layers to the findings.
 *
 * @param prefix stands before every place: that of the layer, or empty
 * @throws Error when features cannot be told apart by the key
 */
export function compareLayers(
  baseline: Layer,
  produced: Layer,
  rules: VectorRules,
  findings: Findings,
  { prefix, file }: { prefix: string; file: string },
): Seen {
  if (baseline.crs?.replace(/\s+/g, "") !== produced.crs?.replace(/\s+/g, "")) {
    const message = "The coordinate reference system is another";
    findings.changed(`${prefix}crs`, baseline.crs ?? null, produced.crs ?? null, message, "exact");
  }
  const [before, after] = [baseline.features.length, produced.features.length];
  if (before !== after) {
    findings.changed(`${prefix}features`, before, after, "The number of features is another", "exact");
  }
  const columns = compareColumns(baseline, produced, rules.ignore, findings, prefix);
  const seen: Seen = { features: 0, differing: 0 };
  for (const pair of pairFeatures(baseline, produced, rules.key, file)) {
    seen.features++;
    const where = `${prefix}${pair.name}`;
    const count = findings.total;
    if (pair.produced === undefined) findings.missing(where, "a feature");
    else if (pair.baseline === undefined) findings.extra(where, "a feature");
    else {
      for (const column of columns) {
        const [a, b] = [pair.baseline.attributes[column], pair.produced.attributes[column]];
        compareValue(
          `${where}: ${column}`,
          a,
          b,
          rules.tolerances[column] ?? rules.tolerance ?? EXACT,
          findings,
        );
      }
      const distance = compareGeometry(
        where,
        pair.baseline.geometry,
        pair.produced.geometry,
        rules.geometry,
        findings,
      );
      if (distance > (seen.farthest?.distance ?? 0)) seen.farthest = { name: pair.name, distance };
    }
    if (findings.total > count) seen.differing++;
  }
  return seen;
}

/** Columns of one side only, and those of another type, are findings; what both have is compared. */
function compareColumns(
  { columns: before }: Layer,
  { columns: after }: Layer,
  ignore: readonly string[],
  findings: Findings,
  prefix: string,
): string[] {
  const both: string[] = [];
  for (const [name, type] of before) {
    if (ignore.includes(name)) continue;
    const other = after.get(name);
    if (!after.has(name)) findings.missing(`${prefix}column ${name}`, type ?? "a column");
    else both.push(name);
    if (type !== undefined && other !== undefined && type !== other) {
      findings.changed(`${prefix}column ${name}`, type, other, "The column has another type", "exact");
    }
  }
  for (const [name, type] of after) {
    if (!before.has(name) && !ignore.includes(name)) {
      findings.extra(`${prefix}column ${name}`, type ?? "a column");
    }
  }
  return both;
}

function compareValue(
  where: string,
  a: JsonValue | undefined,
  b: JsonValue | undefined,
  tolerance: Tolerance,
  findings: Findings,
): void {
  if (a === b) return;
  if (a === undefined) return findings.extra(where, showJson(b ?? null));
  if (b === undefined) return findings.missing(where, showJson(a));
  const [before, after] = [numericOf(a), numericOf(b)];
  if (before !== undefined && after !== undefined) {
    if (within(before, after, tolerance)) return;
    findings.changed(where, showJson(a), showJson(b), formatDelta(before, after), toleranceText(tolerance));
    return;
  }
  if (isContainer(a) && isContainer(b)) compareJson(a, b, { tolerance }, findings, where);
  else findings.changed(where, showJson(a), showJson(b), changeMessage(a, b));
}

function isContainer(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}
