/** Compares two geometries by type, parts, area, length, bounds and distance. */
import type { Findings } from "../findings.ts";
import { allowance, atBoundary, type Tolerance, toleranceText, within } from "../tolerance.ts";
import { formatDelta } from "../numbers.ts";
import type { Geometry } from "./layer.ts";
import { boundsOf, distanceBetween, isIdentical, lengthOf } from "./measures.ts";

/** Tolerances by measure, in units of the CRS; squared for the area. Naming some compares just those. */
export interface GeometryRules {
  area?: Tolerance | undefined;
  length?: Tolerance | undefined;
  bounds?: Tolerance | undefined;
  /** Relative: to the largest coordinate of the baseline. */
  distance?: Tolerance | undefined;
}

/**
 * When none is named all are compared, and may move as another order of computing can do. Of positions that is a share of
 * the largest coordinate: one near zero is computed with the others.
 */
const ROUNDING: Tolerance = { rel: 1e-9 };
const EDGES = ["xmin", "ymin", "xmax", "ymax"] as const;

/**
 * Adds the differences of two geometries to the findings.
 *
 * @returns how far they lie apart where that is beyond its tolerance, else 0
 */
export function compareGeometry(
  where: string,
  baseline: Geometry | null,
  produced: Geometry | null,
  rules: GeometryRules,
  findings: Findings,
): number {
  const [before, after] = [baseline?.type ?? null, produced?.type ?? null];
  if (before !== after) {
    findings.changed(`${where}: geometry type`, before, after, "The geometry has another type", "exact");
  }
  if (baseline === null || produced === null || isIdentical(baseline, produced)) return 0;
  if (baseline.parts.length !== produced.parts.length) {
    const message = "The number of parts (rings, lines or points) is another";
    findings.changed(`${where}: parts`, baseline.parts.length, produced.parts.length, message, "exact");
  }
  const isNamed = Object.values(rules).some((rule) => rule !== undefined);
  const ruleOf = (measure: keyof GeometryRules) => rules[measure] ?? (isNamed ? undefined : ROUNDING);
  const measure = (name: string, rule: Tolerance | undefined, a: number, b: number, meant = rule) => {
    if (rule === undefined || within(a, b, meant ?? rule)) return;
    const shown = (value: number) => Number.isFinite(value) ? value : String(value);
    findings.changed(`${where}: ${name}`, shown(a), shown(b), formatDelta(a, b), toleranceText(rule));
  };
  measure("area", ruleOf("area"), baseline.area, produced.area);
  measure("length", ruleOf("length"), lengthOf(baseline), lengthOf(produced));
  const [edges, others] = [boundsOf(baseline), boundsOf(produced)];
  const largest = Math.max(...edges.map((edge) => Math.abs(edge)));
  const scale = Number.isFinite(largest) ? largest : 0;
  const meant = isNamed ? undefined : { abs: allowance(ROUNDING, scale) };
  EDGES.forEach((edge, at) => measure(edge, ruleOf("bounds"), edges[at] ?? NaN, others[at] ?? NaN, meant));
  const rule = ruleOf("distance");
  if (rule === undefined) return 0;
  const allowed = atBoundary(allowance(rule, scale), scale);
  const distance = distanceBetween(baseline, produced, allowed);
  if (distance <= allowed) return 0;
  measureDistance(where, distance, rule, findings);
  return distance;
}

function measureDistance(where: string, distance: number, rule: Tolerance, findings: Findings): void {
  const shown = Number.isFinite(distance) ? distance : String(distance);
  findings.changed(`${where}: distance`, 0, shown, "The geometry lies elsewhere", toleranceText(rule));
}
