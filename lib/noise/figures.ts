/**
 * From the values that figures had in several plays to a tolerance. What was seen is widened by a stated margin; where
 * few values were seen, by as much as it takes to hold the whole span with 99 % certainty.
 */
import { allowance, EXACT, type Tolerance } from "../compare/tolerance.ts";
import { counted } from "../text/counted.ts";
import { type Figure, type Fit, fitsOf, medianOf, outermost, widthOf } from "./fit.ts";
import { decimalsOf, roundUp } from "./digits.ts";
import { Sample } from "./sample.ts";
import { seenShare } from "./span.ts";

/** How much wider than what was seen a tolerance is, at the least. */
export const MARGIN = 1.5;
/** What few values can tell is not stretched further than this. */
const WIDEST = 3;
/** Decimals beyond which a number is written in full. */
const DOUBLE = 15;
/** A figure that moves by more than this share of itself cannot be compared. */
const LIMIT = 0.1;

/** More figures than this are not kept one by one: those that moved most stand for them. */
const KEPT = 20_000;
/** What is simpler may be wider by this factor. */
const SIMPLER = 1.5;

/** What was learned of figures of one kind. */
export interface LearnedTolerance {
  tolerance: Tolerance;
  /** Figures that moved, and of how many. */
  moved: number;
  of: number;
  /** Largest range that was seen: where `rel` is part of the tolerance relative to its figure, beyond `abs`; else absolute. */
  seen: number;
  /** By how much that was widened. */
  factor: number;
  /** Change, as a share, that is found for sure in half of all figures, steady ones too; Infinity when none is. */
  finds: number;
}

/** Figures of one kind: those of a column, or of one place in all rows. */
export class Figures {
  readonly #rule: Tolerance;
  /** Those that moved. */
  readonly #figures: Figure[] = [];
  /** All: what a tolerance hides it hides of steady ones as well. */
  readonly #all = new Sample<Figure>(KEPT);
  #isBeyond = false;
  #of = 0;
  #moved = 0;
  #plays = 2;
  /** Decimals of the values as written. */
  #decimals = 0;
  #clocks = 0;
  /** Smallest figure but zero, also of those that did not move: the last digit of it may move yet. */
  #smallest = Infinity;

  /** @param rule that holds for them so far: what it allows is not looked at */
  constructor(rule: Tolerance = EXACT) {
    this.#rule = rule;
  }

  /** Adds a figure with its values in the plays, in their order. */
  add(values: readonly number[]): void {
    this.#of++;
    this.#plays = Math.max(this.#plays, values.length);
    const [most, least] = [Math.max(...values), Math.min(...values)];
    // Between infinities there is no difference, and none of NaN.
    const range = most === least ? 0 : Number.isNaN(most) ? Infinity : most - least;
    for (const value of this.#decimals < DOUBLE ? values : []) {
      this.#decimals = Math.max(this.#decimals, decimalsOf(value));
    }
    const size = Math.min(...values.map(Math.abs));
    if (size > 0) this.#smallest = Math.min(this.#smallest, size);
    this.#all.add({ size, range });
    if (range === 0) return;
    this.#moved++;
    if (range > allowance(this.#rule, size)) this.#isBeyond = true;
    this.#figures.push({ size, range: Number.isFinite(range) ? range : Infinity });
    if (isClock(values)) this.#clocks++;
    if (this.#figures.length > KEPT) this.#compact();
  }

  /** Adds a figure that was the same in all plays. */
  addSteady(value: number): void {
    this.#of++;
    const size = Math.abs(value);
    this.#all.add({ size, range: 0 });
    if (size > 0 && size < this.#smallest) this.#smallest = size;
  }

  /** True when any of them moved more than the rule allows. */
  get moved(): boolean {
    return this.#isBeyond;
  }

  /** True when they are the time of the play: they would move on. */
  get isClock(): boolean {
    return this.moved && this.#clocks === this.#moved;
  }

  /**
   * The tolerance that holds them and finds the smallest changes in all of them, steady ones included: relative; with one
   * and a half of the last digit that is written where that alone makes it tight; absolute; or with parts of both.
   *
   * @returns undefined when they vary too much to be compared
   */
  tolerance(margin = MARGIN): LearnedTolerance | undefined {
    if (!this.moved) return undefined;
    const factor = this.#factor(margin);
    const sizes = this.#all.items.map(({ size }) => size);
    const found = [...this.#simple(factor), ...this.#fitted(factor, sizes)].map((one) => ({
      ...one,
      width: widthOf(one.tolerance, sizes),
    }));
    const tightest = Math.min(...found.map(({ width }) => width));
    const best = found.find(({ width }) => width <= tightest + Math.log(SIMPLER)) ?? found[0];
    return best === undefined ? undefined : this.#learned(best.tolerance, best.seen, factor);
  }

  /** Relative alone, and with the last digit. */
  #simple(factor: number): { tolerance: Tolerance; seen: number }[] {
    const digit = 10 ** -this.#decimals;
    const widest = (of: (figure: Figure) => number) => Math.max(0, ...this.#figures.map(of));
    const plain = widest(({ size, range }) => range / size);
    const beyondDigit = widest(({ size, range }) => Math.max(0, range - 1.01 * digit) / size);
    const isFine = plain <= 1.2 * beyondDigit && digit <= plain * factor * this.#smallest;
    if (plain * factor <= LIMIT && isFine) {
      return [{ tolerance: { rel: roundUp(plain * factor) }, seen: plain }];
    }
    if (beyondDigit * factor > LIMIT) return [];
    const seen = beyondDigit === 0 ? digit : beyondDigit;
    const rel = beyondDigit === 0 ? {} : { rel: roundUp(beyondDigit * factor) };
    return [{ tolerance: { abs: roundUp(1.5 * digit), ...rel }, seen }];
  }

  /** Absolute, or with parts of both, if that is no more than the limit for the usual figure. */
  #fitted(factor: number, sizes: readonly number[]): { tolerance: Tolerance; seen: number }[] {
    const digit = 10 ** -this.#decimals;
    const usual = medianOf(sizes.filter((size) => size > 0));
    const isTight = ({ abs, rel }: Fit) => abs > 0 && (abs + rel * usual) * factor <= LIMIT * usual;
    return fitsOf(this.#figures).filter(isTight).map(({ abs, rel }) => {
      // The last digit may move wherever it is written.
      const amount = roundUp(Math.max(abs * factor, Math.min(1.5 * digit, LIMIT * usual)));
      return rel === 0
        ? { tolerance: { abs: amount }, seen: abs }
        : { tolerance: { abs: amount, rel: roundUp(rel * factor) }, seen: rel };
    });
  }

  /** The tolerance that holds figures of which zero is the best: distances, say. */
  range(margin = MARGIN): LearnedTolerance | undefined {
    if (!this.moved) return undefined;
    const factor = this.#factor(margin);
    const range = Math.max(...this.#figures.map((figure) => figure.range));
    return this.#learned({ abs: roundUp(range * factor) }, range, factor);
  }

  /**
   * Why they are not compared, in words.
   *
   * @param others how many values were no figures
   */
  ignoredWords(others: number): string {
    if (others > 0) return `${counted(others, "value")} varied`;
    return this.isClock ? "the time of the play" : "varies too much to be compared";
  }

  #compact(): void {
    const by = (of: (figure: Figure) => number) =>
      [...this.#figures].sort((a, b) => of(b) - of(a)).slice(0, KEPT / 8);
    const kept = new Set(outermost(this.#figures));
    for (const figure of [...by(({ size, range }) => range / size), ...by(({ range }) => range)]) {
      kept.add(figure);
    }
    for (const figure of this.#figures.slice(0, KEPT / 8)) kept.add(figure);
    this.#figures.splice(0, Infinity, ...kept);
  }

  #factor(margin: number): number {
    const distinct = new Set(this.#figures.map(({ size, range }) => `${size} ${range}`)).size;
    return Math.max(margin, Math.min(WIDEST, 1 / seenShare(this.#plays, distinct)));
  }

  #learned(tolerance: Tolerance, seen: number, factor: number): LearnedTolerance {
    const finds = this.#all.items.filter(({ size }) => size > 0).map(({ size, range }) =>
      ((tolerance.abs ?? 0) + (tolerance.rel ?? 0) * (size + range) + range) / size
    );
    return {
      tolerance,
      moved: this.#moved,
      of: this.#of,
      seen,
      factor,
      finds: finds.length === 0 ? Infinity : medianOf(finds),
    };
  }
}

/** Seconds, or thousandths of them, since 1970, that go on from play to play. */
function isClock(values: readonly number[]): boolean {
  return values.every((value, index) =>
    value > 1e9 && value < 1e14 && (index === 0 || value >= (values[index - 1] ?? 0))
  );
}
