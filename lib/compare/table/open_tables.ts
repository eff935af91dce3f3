/** The tables of a file, whatever its format. */
import { Buffer } from "node:buffer";
import { open, readFile } from "node:fs/promises";
import { decodeLatin1, decodeUtf8 } from "../text/content.ts";
import type { Table } from "./cells.ts";
import { csvTable } from "./csv.ts";
import { fixedTables } from "./fixed_width.ts";
import { parquetTable } from "./parquet.ts";

export const FORMATS = ["csv", "tsv", "psv", "parquet", "fixed"] as const;
export type Format = (typeof FORMATS)[number];

/** What is said of a file's layout; the rest is seen from its name and its first bytes. */
export interface Layout {
  format?: Format | undefined;
  /** One character of ASCII. */
  delimiter?: string | undefined;
  /** Rows that name the columns. */
  header?: number | undefined;
  /** Lines before them. */
  skip?: number | undefined;
}

const DELIMITERS: Partial<Record<Format, string>> = { csv: ",", tsv: "\t", psv: "|" };
const BY_NAME: readonly [RegExp, Format][] = [
  [/\.(?:parquet|pq)$/i, "parquet"],
  [/\.csv$/i, "csv"],
  [/\.(?:tsv|tab)$/i, "tsv"],
  [/\.psv$/i, "psv"],
  [/\.(?:dat|out|txt)$/i, "fixed"],
];
/** Bytes that are looked at for the format. */
const HEAD = 64 * 1024;
/** Largest report that is read, bytes. */
const LARGEST_REPORT = 256 * 1024 * 1024;

/**
 * The tables of a file.
 *
 * @param name of the file as people know it
 * @throws Error when the file is empty, or not what it should be
 */
export async function openTables(path: string, name: string, layout: Layout): Promise<Table[]> {
  const head = await headOf(path);
  if (head.length === 0) throw new Error("it is empty");
  const format = layout.format ?? guessFormat(name, head);
  if (format === "parquet") return [await parquetTable(path)];
  if (format === "fixed") return await openFixed(path);
  const nul = head.indexOf(0);
  if (nul >= 0) throw new Error(`it is not text (NUL at byte ${nul})`);
  const delimiter = layout.delimiter ?? DELIMITERS[BY_NAME.find(([end]) => end.test(name))?.[1] ?? "fixed"] ??
    (layout.format === undefined ? guessDelimiter(head) : DELIMITERS[format]) ?? ",";
  return [await csvTable(path, { delimiter, header: layout.header ?? 1, skip: layout.skip ?? 0 })];
}

async function openFixed(path: string): Promise<Table[]> {
  const bytes = await readFile(path);
  if (bytes.length > LARGEST_REPORT) throw new Error(`it is too large (${bytes.length} bytes)`);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new Error(`it is not text (NUL at byte ${nul})`);
  const tables = fixedTables(decodeUtf8(bytes) ?? decodeLatin1(bytes));
  if (tables.length === 0) throw new Error("there is no row of numbers in it");
  return tables;
}

/** The format by magic number, by name, then by what the first line looks like. */
export function guessFormat(name: string, head: Buffer): Format {
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  const known = BY_NAME.find(([end]) => end.test(name))?.[1];
  if (known !== undefined) return known;
  // One word on the first line names a single column.
  const isWord = /^\s*\S+\s*$/.test(head.toString("latin1").split("\n", 1)[0] ?? "");
  return guessDelimiter(head) === undefined && !isWord ? "fixed" : "csv";
}

/** The delimiter that the first line has most of. */
function guessDelimiter(head: Buffer): string | undefined {
  const line = head.toString("latin1").split("\n", 1)[0] ?? "";
  const counts = [",", "\t", "|", ";"].map((sign): [string, number] => [sign, line.split(sign).length - 1]);
  const [best] = counts.sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] > 0 ? best[0] : undefined;
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
