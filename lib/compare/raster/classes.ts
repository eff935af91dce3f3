/** Rasters whose numbers are classes (land use, soil): which class became which, and how often. */
import type { JsonObject } from "../../model/json.ts";
import { counted } from "../../text/counted.ts";
import type { Findings } from "../findings.ts";
import { formatNumber } from "../numbers.ts";
import type { RowPair } from "./rows.ts";

/** Cells of one class in the baseline and one in the produced file. */
export interface ClassPair {
  baseline: number;
  produced: number;
  cells: number;
}

/** A raster with more pairs holds no classes. */
const MOST_PAIRS = 65_536;
/** Pairs listed of one band. */
const LISTED_PAIRS = 20;

/** The confusion matrix of one band, of cells with data on both sides. */
export class ClassConfusion {
  readonly #nodata: readonly [a: number, b: number];
  readonly #rows = new Map<number, Map<number, ClassPair>>();
  #size = 0;

  /** @param nodata of baseline and produced, NaN when there is none */
  constructor(nodata: readonly [a: number, b: number]) {
    this.#nodata = nodata;
  }

  /**
   * Counts cells.
   *
   * @throws Error when there are so many pairs of numbers that they cannot be classes
   */
  add({ a, b }: RowPair): void {
    const [none, empty] = this.#nodata;
    // Neighbours are mostly of one class.
    let last: ClassPair = { baseline: NaN, produced: NaN, cells: 0 };
    for (let at = 0; at < a.length; at++) {
      const [before, after] = [a[at] ?? NaN, b[at] ?? NaN];
      if (before === none || after === empty) continue;
      if (before !== last.baseline || after !== last.produced) last = this.#pair(before, after);
      last.cells++;
    }
  }

  #pair(baseline: number, produced: number): ClassPair {
    const row = this.#rows.get(baseline) ?? new Map<number, ClassPair>();
    this.#rows.set(baseline, row);
    const known = row.get(produced);
    if (known !== undefined) return known;
    if (++this.#size > MOST_PAIRS) {
      throw new Error("params.classes: the raster has too many different numbers to be a map of classes");
    }
    const pair = { baseline, produced, cells: 0 };
    row.set(produced, pair);
    return pair;
  }

  /** All pairs that occur, the most frequent first. */
  get pairs(): ClassPair[] {
    return [...this.#rows.values()].flatMap((row) => [...row.values()])
      .toSorted((a, b) => b.cells - a.cells || a.baseline - b.baseline || a.produced - b.produced);
  }
}

/** Lists what classes became what others: a pair of classes is one difference. */
export function listClasses(name: string, pairs: readonly ClassPair[], findings: Findings): void {
  const moved = pairs.filter(({ baseline, produced }) => baseline !== produced);
  for (const { baseline, produced, cells } of moved.slice(0, LISTED_PAIRS)) {
    const message = `${counted(cells, "cell")} of class ${baseline} ${
      cells === 1 ? "is" : "are"
    } ${produced} now`;
    const where = `${name} class ${baseline} (${counted(cells, "cell")})`;
    findings.changed(where, `${baseline}`, `${produced}`, message, "exact");
  }
  findings.count("changed", Math.max(0, moved.length - LISTED_PAIRS));
}

/**
 * How well the classes agree: share of equal cells, and Cohen's kappa (J. Cohen, "A coefficient of agreement for
 * nominal scales", 1960), which leaves out what would be equal by chance.
 *
 * @param pairs of one band, at least one
 */
export function classFacts(pairs: readonly ClassPair[]): JsonObject {
  const total = pairs.reduce((sum, { cells }) => sum + cells, 0);
  const [before, after] = [new Map<number, number>(), new Map<number, number>()];
  let equal = 0;
  for (const { baseline, produced, cells } of pairs) {
    before.set(baseline, (before.get(baseline) ?? 0) + cells);
    after.set(produced, (after.get(produced) ?? 0) + cells);
    if (baseline === produced) equal += cells;
  }
  const agreement = equal / total;
  const chance = [...before].reduce((sum, [value, cells]) => sum + cells * (after.get(value) ?? 0), 0) /
    total ** 2;
  return {
    agreement,
    kappa: chance === 1 ? 1 : (agreement - chance) / (1 - chance),
    confusion: pairs.slice(0, 100).map((pair) => ({ ...pair })),
  };
}

/** The agreement in words. */
export function classText(pairs: readonly ClassPair[]): string {
  const { agreement, kappa } = classFacts(pairs);
  return `${formatNumber(Number(agreement) * 100, 4)} % of the cells are of the same class (kappa ${
    formatNumber(Number(kappa), 4)
  })`;
}
