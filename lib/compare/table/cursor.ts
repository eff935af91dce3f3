/** One side of a comparison of tables: where its reader stands. */
import type { Batch, Cells, Table } from "./cells.ts";

const NONE: Batch = { rows: 0, cells: [] };

export class Cursor {
  readonly #batches: AsyncGenerator<Batch>;
  readonly #seen: (batch: Batch) => void;
  #batch = NONE;
  /** How many columns its table has. */
  readonly columns: number;
  /** The row of the batch that comes next. */
  at = 0;
  /** Rows before the batch. */
  #before = 0;
  isDone = false;

  /** @param seen is given every batch once */
  constructor(table: Table, seen: (batch: Batch) => void) {
    this.#batches = table.batches();
    this.#seen = seen;
    this.columns = table.columns.length;
  }

  get cells(): readonly Cells[] {
    return this.#batch.cells;
  }

  /** Rows at hand. */
  get left(): number {
    return this.#batch.rows - this.at;
  }

  /** Number of the next row in its table, from 0. */
  get row(): number {
    return this.#before + this.at;
  }

  /** Reads on when nothing is at hand. @returns false at the end */
  async fill(): Promise<boolean> {
    while (this.left === 0 && !this.isDone) {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.isDone = true;
        break;
      }
      this.#before += this.#batch.rows;
      this.#batch = next.value;
      this.at = 0;
      this.#seen(next.value);
    }
    return this.left > 0;
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}
