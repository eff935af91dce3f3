/** The statistics of a band on both sides: which are compared, by which rules, and what is said of them. */
import type { z } from "zod";
import type { JsonObject } from "../../model/json.ts";
import type { Findings } from "../findings.ts";
import { formatNumber, tellApart } from "../numbers.ts";
import { closedObject } from "../params.ts";
import { allowance, EXACT, type Tolerance, ToleranceParam, toleranceText, within } from "../tolerance.ts";
import type { BandStats } from "./band_stats.ts";
import { shown } from "./description.ts";
import { type Distribution, type QuantileName, QUANTILES } from "./histogram.ts";
import { stepsDistance } from "./steps.ts";

const Rule = ToleranceParam.optional();
type Rule = typeof Rule;

/** A tolerance for each statistic. */
export const StatisticRules = closedObject({
  count: Rule,
  nodata: Rule,
  /** Cells that are valid on one side only. */
  mask: Rule,
  ...{ min: Rule, max: Rule, mean: Rule, std: Rule, sum: Rule },
  ...Object.fromEntries(Object.keys(QUANTILES).map((name) => [name, Rule])) as Record<QuantileName, Rule>,
  /** How far the numbers moved on the average; the relative part is one of the baseline's mean. */
  histogram: Rule,
});
export type StatisticRules = z.infer<typeof StatisticRules>;

/** All that is known of a band. */
export interface BandFigures extends BandStats {
  distribution: Distribution | undefined;
}

/** When no tolerance is named all moments are compared, and may move as summing in another order can do. */
const ROUNDING: Tolerance = { rel: 1e-9 };
/** What rounding may do to a mean, as a share of the largest cell: a mean near 0 is one of cells that are not. */
const MEAN_ROUNDING = 1e-12;
/** How many cells are valid is always compared. */
const COUNTS = ["count", "nodata"] as const;
const MOMENTS = ["min", "max", "mean", "std", "sum"] as const;
const QUANTILE_NAMES = Object.keys(QUANTILES) as QuantileName[];

/** True when a rule is about quantiles or the histogram, which are only counted when they are asked for. */
export function needsDistribution(rules: StatisticRules): boolean {
  return [...QUANTILE_NAMES, "histogram" as const].some((name) => rules[name] !== undefined);
}

/** Compares the numbers of a band: those that have a rule, else all moments; and how many there are, always. */
export function compareStatistics(
  name: string,
  before: BandFigures,
  after: BandFigures,
  rules: StatisticRules,
  findings: Findings,
): void {
  const same = (statistic: string, a: number | null, b: number | null, rule: Tolerance, allowed = rule) => {
    if (a === b || (a !== null && b !== null && within(a, b, allowed))) return;
    const [was, is] = a === null || b === null ? [String(shown(a)), String(shown(b))] : tellApart(a, b);
    const message = `${statistic} is ${is}, the baseline has ${was}`;
    findings.changed(`${name} ${statistic}`, shown(a), shown(b), message, toleranceText(rule));
  };
  for (const statistic of COUNTS) {
    same(statistic, before[statistic], after[statistic], rules[statistic] ?? EXACT);
  }
  const named = MOMENTS.filter((statistic) => rules[statistic] !== undefined);
  const moments = named.length === 0 && !needsDistribution(rules) ? MOMENTS : named;
  for (const statistic of moments) {
    const [a, b] = [before[statistic], after[statistic]];
    const rule = rules[statistic];
    same(statistic, a, b, rule ?? ROUNDING, rule ?? roundingOf(statistic, before));
  }
  const [was, is] = [before.distribution, after.distribution];
  if (was === undefined || is === undefined) return;
  for (const quantile of QUANTILE_NAMES) {
    const rule = rules[quantile];
    if (rule !== undefined) same(quantile, was.quantiles[quantile], is.quantiles[quantile], rule);
  }
  compareHistograms(name, was, is, rules.histogram, before.mean ?? 0, findings);
}

/** How far a moment may move by rounding alone. */
function roundingOf(statistic: typeof MOMENTS[number], { min, max, count }: BandStats): Tolerance {
  const largest = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
  if (statistic === "min" || statistic === "max" || !Number.isFinite(largest)) return ROUNDING;
  return { ...ROUNDING, abs: MEAN_ROUNDING * largest * (statistic === "sum" ? count : 1) };
}

function compareHistograms(
  name: string,
  before: Distribution,
  after: Distribution,
  rule: Tolerance | undefined,
  mean: number,
  findings: Findings,
): void {
  if (rule === undefined) return;
  if (before.steps === undefined || after.steps === undefined) {
    throw new Error("The baseline's summary is of an earlier version, without a histogram: accept it again");
  }
  const distance = stepsDistance(before.steps, after.steps);
  if (distance <= allowance(rule, mean)) return;
  const message = `The numbers moved by ${formatNumber(distance)} on the average`;
  findings.changed(`${name} histogram`, 0, shown(distance), message, toleranceText(rule));
}

/** The figures of a band for programs. */
export function bandFacts({ distribution, ...stats }: BandFigures): JsonObject {
  const figures = Object.entries({ ...stats, ...distribution?.quantiles });
  return Object.fromEntries(figures.map(([name, figure]) => [name, shown(figure)]));
}

/** A band in one line: `5 cells, 1 to 5, mean 3, std 1.41421`. */
export function bandText({ count, min, max, mean, std }: BandFigures): string {
  if (min === null || max === null || mean === null || std === null) return "no cell with data";
  const numbers = [`${formatNumber(min)} to ${formatNumber(max)}`, `mean ${formatNumber(mean)}`];
  return `${count === 1 ? "1 cell" : `${count} cells`}, ${numbers.join(", ")}, std ${formatNumber(std)}`;
}
