/** One pass over a column: how many cells of each kind, and the sums of its numbers. */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { type Cells, EMPTY, NUMBER } from "./cells.ts";
import { isNumeric } from "./cell_rules.ts";

export class ColumnStats {
  #rows = 0;
  #empty = 0;
  #texts = 0;
  /** NaN and infinities, which are in no sum. */
  #nonFinite = 0;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  /** Sum of the squared distances from the mean. */
  #squares = 0;

  /** Adds the first rows of these cells. Parts are joined as Chan, Golub and LeVeque (1979) have it. */
  add({ kinds, numbers }: Cells, rows: number): void {
    let count = 0;
    let sum = 0;
    let [min, max] = [this.#min, this.#max];
    for (let row = 0; row < rows; row++) {
      if (kinds[row] !== NUMBER && !isNumeric(kinds[row])) {
        if (kinds[row] === EMPTY) this.#empty++;
        else this.#texts++;
        continue;
      }
      const value = numbers[row] ?? NaN;
      if (value - value !== 0) {
        this.#nonFinite++;
        continue;
      }
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#rows += rows;
    if (count === 0) return;
    const mean = sum / count;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const value = numbers[row] ?? NaN;
      if (!isNumeric(kinds[row]) || value - value !== 0) continue;
      squares += (value - mean) * (value - mean);
    }
    const all = this.#count + count;
    const apart = mean - this.#mean;
    this.#squares += squares + apart * apart * this.#count * count / all;
    this.#mean += apart * count / all;
    this.#count = all;
    [this.#min, this.#max] = [min, max];
  }

  /** `number`, `text`, `number and text`, or `empty`: what the cells of a column without a declared type are. */
  get type(): string {
    const isNumbers = this.#count + this.#nonFinite > 0;
    if (isNumbers) return this.#texts > 0 ? "number and text" : "number";
    return this.#texts > 0 ? "text" : "empty";
  }

  /** The figures for people and programs; those of numbers only when there are some. */
  result(): JsonObject {
    const counts: [string, JsonValue][] = [
      ["rows", this.#rows],
      ["empty", this.#empty],
      ["text", this.#texts],
      ["nan_or_inf", this.#nonFinite],
    ];
    const facts = Object.fromEntries(counts.filter(([name, count]) => name === "rows" || count !== 0));
    if (this.#count === 0) return facts;
    const finite = (value: number) => Number.isFinite(value) ? value : String(value);
    return {
      ...facts,
      min: this.#min,
      max: this.#max,
      mean: finite(this.#mean),
      std: finite(Math.sqrt(this.#squares / this.#count)),
    };
  }
}
