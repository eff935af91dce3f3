/** Tables of parquet files, read page by page. */
import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { FileMetaData, RowGroup, SchemaTree } from "hyparquet";
import { type FileHandle, open } from "node:fs/promises";
import { type Batch, Cells, makeCells, type Table } from "./cells.ts";
import { FlatColumn } from "./parquet/flat_column.ts";
import { leafOf, typeName } from "./parquet/leaf.ts";
import { NestedColumn } from "./parquet/nested_column.ts";
import { pagesOf } from "./parquet/pages.ts";

/** Rows that are compared at a time. */
const ROWS = 16_384;
/** Most that is read of what describes the file, bytes. */
const LARGEST_FOOTER = 256 * 1024 * 1024;

/**
 * The table of a parquet file, which is opened anew for every reading. Columns of lists, maps and structures are cells
 * of JSON.
 *
 * @throws Error when it is none, or is damaged
 */
export async function parquetTable(path: string): Promise<Table> {
  const { metadata, schema } = await withFile(path, readFooter);
  const columns = schema.children.map((child) => ({ name: child.element.name, type: typeName(child) }));
  return { name: "", columns, batches: () => batchesOf(path, metadata, schema) };
}

async function* batchesOf(path: string, metadata: FileMetaData, schema: SchemaTree): AsyncGenerator<Batch> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const cells = makeCells(schema.children.length, ROWS);
    for (const [index, group] of metadata.row_groups.entries()) {
      const columns = schema.children.map((child) => columnOf(file, size, schema, child, group));
      try {
        for (let left = Number(group.num_rows); left > 0;) {
          const rows = Math.min(left, ROWS);
          for (const [place, column] of columns.entries()) {
            const target = cells[place];
            if (target !== undefined) await named(schema, place, index, column.fill(target, rows));
          }
          left -= rows;
          yield { rows, cells };
        }
      } finally {
        for (const column of columns) await column.close();
      }
    }
  } finally {
    await file.close();
  }
}

/** Says which column an error is of. */
async function named(schema: SchemaTree, place: number, group: number, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const name = schema.children[place]?.element.name ?? "";
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`column ${name} in row group ${group + 1}: ${why}`, { cause: error });
  }
}

function columnOf(file: FileHandle, size: number, schema: SchemaTree, tree: SchemaTree, group: RowGroup) {
  const { name } = tree.element;
  const leaves = group.columns.flatMap(({ meta_data, file_path }) => {
    if (meta_data?.path_in_schema[0] !== name) return [];
    if (file_path !== undefined && file_path !== "") throw new Error(`column ${name} lies in another file`);
    const leaf = leafOf(schema, meta_data);
    return [{ leaf, pages: pagesOf(file, leaf, size) }];
  });
  const [only] = leaves;
  if (only === undefined) throw new Error(`column ${name} is not in every row group`);
  const makeColumn = (count: number) => new Cells(count);
  const isFlat = tree.children.length === 0 && tree.element.repetition_type !== "REPEATED";
  return isFlat
    ? new FlatColumn(only.leaf, only.pages, makeColumn)
    : new NestedColumn(tree, leaves, makeColumn);
}

async function readFooter(file: FileHandle): Promise<{ metadata: FileMetaData; schema: SchemaTree }> {
  const { size } = await file.stat();
  const slice = async (start: number, end = size) => {
    if (start < 0 || end - start > LARGEST_FOOTER) throw new Error("what describes it is too large");
    const bytes = new Uint8Array(Math.max(0, end - start));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    if (bytesRead < bytes.length) throw new Error("the file ends too early");
    return bytes.buffer;
  };
  const magic = new TextDecoder("latin1").decode(await slice(0, Math.min(4, size)));
  const end = new TextDecoder("latin1").decode(await slice(Math.max(0, size - 4)));
  if (magic !== "PAR1") throw new Error("it is not parquet (no PAR1 at its beginning)");
  if (size < 12 || end !== "PAR1") throw new Error("it was cut off (no PAR1 at its end)");
  const metadata = await damaged(() =>
    parquetMetadataAsync({ byteLength: size, slice }, { geoparquet: false })
  );
  const schema = await damaged(() => Promise.resolve(parquetSchema(metadata)));
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(metadata.num_rows)) {
    throw new Error(`it is damaged: its row groups have ${rows} rows, it says ${metadata.num_rows}`);
  }
  return { metadata, schema };
}

async function damaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`what describes it is damaged: ${why}`, { cause: error });
  }
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
