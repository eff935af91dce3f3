/** What is said of two rasters cell by cell: by which rules cells may differ, and which of them are listed. */
import { z } from "zod";
import type { JsonObject } from "../../model/json.ts";
import { counted } from "../../text/counted.ts";
import type { Findings } from "../findings.ts";
import { formatNumber } from "../numbers.ts";
import { closedObject } from "../params.ts";
import { EXACT, ToleranceParam, toleranceText } from "../tolerance.ts";
import { type ClassPair, classText, listClasses } from "./classes.ts";
import { shown } from "./description.ts";
import type { RasterHeader } from "./header.ts";
import type { Cell, PixelStats } from "./pixels.ts";

/** Cells listed of one band and kind. */
export const LISTED_CELLS = 20;

/** What is wrong when classes have a tolerance. */
export const CLASSES_OR_NUMBERS = "`classes` are the same or not: leave `tolerance` out, and use `share`";
const Limit = z.number("must be a number").nonnegative("must not be negative").optional();
/** The parameters of a band. */
export const PixelRules = {
  /** Of every cell. */
  tolerance: ToleranceParam.optional(),
  /** Share of the cells, 0 to 1, that may be beyond it. */
  share: Limit,
  /** Largest absolute error, mean absolute error, root mean square error: in the raster's unit. */
  max_error: Limit,
  mean_error: Limit,
  rmse: Limit,
  /** Cells that may have data on one side only. */
  mask: Limit,
  /** The numbers are classes: what became what is told in place of single cells. */
  classes: z.boolean("must be true or false").optional(),
};
export const BandRules = closedObject(PixelRules).refine(isClassesOrNumbers, CLASSES_OR_NUMBERS);
export type BandRules = z.infer<typeof BandRules>;

/** Classes are equal or not. */
export function isClassesOrNumbers(
  { classes, tolerance }: { classes?: unknown; tolerance?: unknown },
): boolean {
  return classes !== true || tolerance === undefined;
}

/** The first cells of each kind that differ in one band. */
export class FirstCells {
  readonly #beyond: Cell[] = [];
  readonly #oneSided: Cell[] = [];

  add(cell: Cell): void {
    const kind = isOneSided(cell) ? this.#oneSided : this.#beyond;
    if (kind.length < LISTED_CELLS) kind.push(cell);
  }

  /** By rows. */
  get cells(): Cell[] {
    return [...this.#beyond, ...this.#oneSided].toSorted((a, b) => a.row - b.row || a.column - b.column);
  }
}

/** True for a cell that has data on one side only. */
function isOneSided({ baseline, produced }: Cell): boolean {
  return Number.isNaN(baseline) || Number.isNaN(produced);
}

/** Lists the first cells, or classes, where more differ than may; counts the rest. */
export function listCells(
  name: string,
  { cells }: FirstCells,
  { count, beyond, lost, gained }: PixelStats,
  pairs: readonly ClassPair[],
  header: RasterHeader,
  rules: BandRules,
  findings: Findings,
): void {
  // The quotient is the same double as the share in the profile, where 0.29 * 100 is less than 29.
  const isBeyond = beyond / count > (rules.share ?? 0);
  const isMoved = lost + gained > (rules.mask ?? 0);
  const isNumbers = rules.classes !== true;
  if (isBeyond) listClasses(name, pairs, findings);
  let listed = 0;
  for (const cell of cells) {
    if (!(isOneSided(cell) ? isMoved : isBeyond && isNumbers)) continue;
    const where = `${name} row ${cell.row} column ${cell.column}`;
    const rule = isOneSided(cell) ? "exact" : toleranceText(rules.tolerance ?? EXACT);
    const was = valueText(cell.baseline);
    const text = `${valueText(cell.produced)}, the baseline has ${was}${placeOf(cell, header)}`;
    findings.changed(where, valueOf(cell.baseline), valueOf(cell.produced), text, rule);
    listed++;
  }
  findings.count("changed", (isBeyond && isNumbers ? beyond : 0) + (isMoved ? lost + gained : 0) - listed);
}

/** Finds errors of the whole band that are larger than they may be. */
export function checkLimits(name: string, stats: PixelStats, rules: BandRules, findings: Findings): void {
  const limits = [
    ["max_error", stats.maxError, "largest absolute error"],
    ["mean_error", stats.meanError, "mean absolute error"],
    ["rmse", stats.rmse, "root mean square error"],
  ] as const;
  for (const [limit, value, words] of limits) {
    const most = rules[limit];
    if (most === undefined || value <= most) continue;
    const message = `The ${words} is ${formatNumber(value)}`;
    findings.changed(`${name} ${limit}`, 0, shown(value), message, toleranceText({ abs: most }));
  }
}

function valueText(value: number): string {
  return Number.isNaN(value) ? "no data" : formatNumber(value, 9);
}

function valueOf(value: number) {
  return Number.isNaN(value) ? null : shown(value);
}

/** The centre of a cell on the map. */
function placeOf({ row, column }: Cell, { transform }: RasterHeader): string {
  if (transform === null) return "";
  const [x0 = 0, dx = 0, rx = 0, y0 = 0, ry = 0, dy = 0] = transform;
  const x = x0 + (column + 0.5) * dx + (row + 0.5) * rx;
  const y = y0 + (column + 0.5) * ry + (row + 0.5) * dy;
  return ` (x ${formatNumber(x, 10)}, y ${formatNumber(y, 10)})`;
}

/** The figures of a band for programs. */
export function factsOf({ count, beyond, lost, gained, maxError, meanError, rmse }: PixelStats): JsonObject {
  return {
    ...{ count, beyond, lost, gained },
    max_error: shown(maxError),
    mean_error: shown(meanError),
    rmse: shown(rmse),
  };
}

/** How many cells moved, and how far; of classes how many are the same. */
export function noteOf(
  { count, beyond, lost, gained, worst, maxError }: PixelStats,
  header: RasterHeader,
  pairs: readonly ClassPair[],
): string | undefined {
  const parts = [
    ...(beyond === 0 || worst === null ? [] : pairs.length > 0 ? [classText(pairs)] : [
      `${beyond} of ${counted(count, "cell")} beyond the tolerance, at most ${
        formatNumber(maxError, 4)
      } apart ` +
      `at row ${worst.row}, column ${worst.column}${placeOf(worst, header)}`,
    ]),
    ...(lost === 0 ? [] : [`${counted(lost, "cell")} without data now`]),
    ...(gained === 0 ? [] : [`${counted(gained, "cell")} with data that had none`]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}
