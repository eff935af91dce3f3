/** A column of lists, maps or structures: each row as JSON. */
import type { DecodedArray, SchemaTree } from "hyparquet";
import { assembleLists, assembleNested } from "hyparquet/src/assemble.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { type Cells, cellValue, EMPTY, NESTED } from "../cells.ts";
import type { Leaf } from "./leaf.ts";
import type { Page } from "./pages.ts";
import { putterFor } from "./values.ts";

/** Most values of such a column in one row group; they are held in memory. */
const MOST_VALUES = 20_000_000;

/** The rows of one row group. */
export class NestedColumn {
  readonly #rows: () => Promise<DecodedArray>;
  #known: DecodedArray | undefined;
  #at = 0;

  /** @param leaves with their pages */
  constructor(
    tree: SchemaTree,
    leaves: readonly { leaf: Leaf; pages: AsyncGenerator<Page> }[],
    makeCells: (size: number) => Cells,
  ) {
    this.#rows = async () => {
      const columns = new Map<string, DecodedArray>();
      for (const { leaf, pages } of leaves) {
        columns.set(leaf.chunk.path_in_schema.join("."), await assembled(leaf, pages, makeCells));
      }
      assembleNested(columns, tree, DEFAULT_PARSERS);
      return columns.get(tree.path.join(".")) ?? [];
    };
  }

  /** Fills the first rows. @throws Error when the column has fewer */
  async fill(cells: Cells, rows: number): Promise<void> {
    const values = this.#known ??= await this.#rows();
    for (let row = 0; row < rows; row++) {
      if (this.#at >= values.length) throw new Error("it ends before its last row");
      const value: unknown = values[this.#at++];
      if (value === null || value === undefined) cells.kinds[row] = EMPTY;
      else cells.setText(row, JSON.stringify(sorted(value)), NESTED);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The values of one leaf in their lists. */
async function assembled(
  leaf: Leaf,
  pages: AsyncGenerator<Page>,
  makeCells: (size: number) => Cells,
): Promise<DecodedArray> {
  const put = putterFor(leaf.element);
  const output: DecodedArray = [];
  let count = 0;
  for await (const page of pages) {
    count += page.count;
    if (count > MOST_VALUES) throw new Error(`more than ${MOST_VALUES} values in one row group are too many`);
    const source = page.dictionary ?? page.values;
    const cells = makeCells(source.length);
    for (let index = 0; index < source.length; index++) put(cells, index, source, index);
    const plain = Array.from(
      { length: page.values.length },
      (_, index) => cellValue(cells, page.dictionary === undefined ? index : page.values[index]),
    );
    const definition = page.definition === undefined ? [] : [...page.definition];
    assembleLists(
      output,
      definition,
      page.repetition === undefined ? [] : [...page.repetition],
      plain,
      leaf.path,
    );
  }
  return output;
}

/** With keys in one order, so that equal values have equal text. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
