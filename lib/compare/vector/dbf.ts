/** Reads dBASE tables (`.dbf`), the attributes of shapefiles: https://www.dbase.com/KnowledgeBase/int/db7_file_fmt.htm (level 5). */
import type { JsonValue } from "../../model/json.ts";
import { markedNumber } from "../json/text.ts";
import { readNumeric } from "../numeric.ts";
import { decodeLatin1, decodeUtf8 } from "../text/content.ts";

/** A table: columns with their types in order, and its rows. */
export interface DbfTable {
  columns: Map<string, string>;
  rows: Record<string, JsonValue>[];
}

interface Field {
  name: string;
  type: string;
  at: number;
  length: number;
}

/** Fixed part of the header, and each line of its list of fields, bytes. */
const HEADER = 32;
const FIELD = 32;
/** Ends the list of fields. */
const TERMINATOR = 0x0d;
const DELETED = 0x2a;

/** Names of types, for people. */
const TYPES: Record<string, string> = {
  C: "text",
  N: "number",
  F: "number",
  L: "logical",
  D: "date",
  I: "number",
  B: "number",
  O: "number",
};

/**
 * The table in the bytes of a file. Deleted rows are left out; a number that is not there is null.
 *
 * @throws Error that says what is wrong with the bytes
 */
export function readDbf(bytes: Uint8Array): DbfTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER + 1 || (bytes[0] ?? 0) % 8 !== 3) throw new Error("it is no dBASE table");
  const [count, start, length] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)];
  const fields = fieldsOf(bytes, Math.min(start, bytes.length));
  const used = fields.reduce((sum, field) => sum + field.length, 1);
  if (length < used) throw new Error(`its rows of ${length} bytes are too short for its fields (${used})`);
  if (start + count * length > bytes.length) {
    throw new Error(`it says ${count} rows, but ends after ${Math.floor((bytes.length - start) / length)}`);
  }
  const rows: DbfTable["rows"] = [];
  for (let row = 0; row < count; row++) {
    const at = start + row * length;
    if (bytes[at] === DELETED) continue;
    rows.push(Object.fromEntries(fields.map((field) => [field.name, valueOf(view, bytes, at, field)])));
  }
  return { columns: new Map(fields.map(({ name, type }) => [name, TYPES[type] ?? type])), rows };
}

function fieldsOf(bytes: Uint8Array, end: number): Field[] {
  const fields: Field[] = [];
  const names = new Set<string>();
  let at = 1;
  for (let place = HEADER; bytes[place] !== TERMINATOR; place += FIELD) {
    if (place + FIELD > end) throw new Error("its list of fields has no end");
    const raw = textOf(bytes.subarray(place, place + 11));
    const name = raw.slice(0, raw.includes("\0") ? raw.indexOf("\0") : undefined);
    if (names.has(name)) throw new Error(`it has two fields "${name}"`);
    names.add(name);
    const field = {
      name,
      type: String.fromCharCode(bytes[place + 11] ?? 0),
      at,
      length: bytes[place + 16] ?? 0,
    };
    fields.push(field);
    at += field.length;
  }
  return fields;
}

function valueOf(view: DataView, bytes: Uint8Array, row: number, { type, at, length }: Field): JsonValue {
  const from = row + at;
  if (type === "I" && length === 4) return view.getInt32(from, true);
  if ((type === "B" || type === "O") && length === 8) {
    const number = view.getFloat64(from, true);
    return Number.isFinite(number) ? number : String(number);
  }
  const text = textOf(bytes.subarray(from, from + length));
  if (type === "C") return text.replace(/[ \0]+$/, "");
  const trimmed = text.replace(/\0/g, " ").trim();
  if (type === "L") return /^[yt]$/i.test(trimmed) ? true : /^[nf]$/i.test(trimmed) ? false : null;
  if (type !== "N" && type !== "F") return trimmed;
  // Asterisks: no number, or one that is too wide for its column.
  if (/^\**$/.test(trimmed)) return null;
  const number = readNumeric(trimmed);
  if (typeof number === "bigint") return markedNumber(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? decodeLatin1(bytes);
}
