/** A column of plain values, row after row. */
import type { DecodedArray } from "hyparquet";
import { type Cells, EMPTY, NUMBER, TEXT } from "../cells.ts";
import type { Leaf } from "./leaf.ts";
import type { Page } from "./pages.ts";
import { type Put, putAll, putterFor } from "./values.ts";

export class FlatColumn {
  readonly #pages: AsyncGenerator<Page>;
  readonly #leaf: Leaf;
  readonly #put: Put;
  #page: Page | undefined;
  /** Next value of the page, and next of those that are there. */
  #at = 0;
  #value = 0;
  /** The dictionary as cells, and which one that is. */
  #known: { dictionary: DecodedArray; cells: Cells } | undefined;
  readonly #makeCells: (size: number) => Cells;

  /** @param makeCells an empty column of so many cells */
  constructor(leaf: Leaf, pages: AsyncGenerator<Page>, makeCells: (size: number) => Cells) {
    this.#leaf = leaf;
    this.#pages = pages;
    this.#put = putterFor(leaf.element);
    this.#makeCells = makeCells;
  }

  /** Fills the first rows. @throws Error when the column has fewer */
  async fill(cells: Cells, rows: number): Promise<void> {
    for (let row = 0; row < rows;) {
      const page = this.#page;
      if (page === undefined || this.#at === page.count) {
        const next = await this.#pages.next();
        if (next.done === true) throw new Error("it ends before its last row");
        [this.#page, this.#at, this.#value] = [next.value, 0, 0];
        continue;
      }
      const count = Math.min(rows - row, page.count - this.#at);
      if (page.definition === undefined) this.#stretch(page, cells, row, count);
      else {
        const { definition } = page;
        for (let index = 0; index < count; index++) {
          if (definition[this.#at + index] === this.#leaf.maxDefinition) {
            this.#stretch(page, cells, row + index, 1);
          } else cells.kinds[row + index] = EMPTY;
        }
      }
      this.#at += count;
      row += count;
    }
  }

  async close(): Promise<void> {
    await this.#pages.return(undefined);
  }

  /** Values that are all there. */
  #stretch(page: Page, cells: Cells, row: number, count: number): void {
    const from = this.#value;
    this.#value += count;
    if (page.dictionary === undefined) {
      putAll(this.#put, this.#leaf.element, cells, row, page.values, from, count);
      return;
    }
    const known = this.#dictionary(page.dictionary);
    for (let index = 0; index < count; index++) {
      const place: number = page.values[from + index];
      const kind = known.kinds[place] ?? EMPTY;
      cells.kinds[row + index] = kind;
      if (kind !== TEXT) cells.numbers[row + index] = known.numbers[place] ?? 0;
      if (kind !== NUMBER) cells.texts[row + index] = known.texts[place] ?? "";
    }
  }

  #dictionary(dictionary: DecodedArray): Cells {
    if (this.#known?.dictionary === dictionary) return this.#known.cells;
    const cells = this.#makeCells(dictionary.length);
    putAll(this.#put, this.#leaf.element, cells, 0, dictionary, 0, dictionary.length);
    this.#known = { dictionary, cells };
    return cells;
  }
}
