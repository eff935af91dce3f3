/** Values of parquet columns as cells of tables. */
import type { DecodedArray, SchemaElement } from "hyparquet";
import { Buffer } from "node:buffer";
import { type Cells, EMPTY, NUMBER } from "../cells.ts";
import { TextPool } from "../text_pool.ts";

/** Puts `values[from]` into a row. */
export type Put = (cells: Cells, row: number, values: DecodedArray, from: number) => void;

const DAY = 86_400_000;
/** Integers up to here are exact as doubles. */
const SAFE = 2 ** 53;

/** How values of a column become cells: numbers, else texts as people write them. */
export function putterFor(element: SchemaElement): Put {
  const { type, logical_type: logical, converted_type: converted } = element;
  const scale = logical?.type === "DECIMAL" || converted === "DECIMAL" ? element.scale ?? 0 : undefined;
  if (scale !== undefined) return decimalPutter(scale);
  const unit = logical?.type === "TIMESTAMP" ? logical.unit : converted?.replace("TIMESTAMP_", "");
  const perMilli = { MILLIS: 1n, MICROS: 1000n, NANOS: 1_000_000n }[unit ?? ""];
  if (perMilli !== undefined && type === "INT64") {
    return (cells, row, values, from) => cells.setText(row, momentText(BigInt(values[from]), perMilli));
  }
  if (type === "INT96") {
    return (cells, row, values, from) =>
      cells.setText(row, momentText(int96Nanos(BigInt(values[from])), 1_000_000n));
  }
  if (logical?.type === "DATE" || converted === "DATE") {
    return (cells, row, values, from) => {
      const date = new Date(Number(values[from]) * DAY);
      cells.setText(
        row,
        Number.isNaN(date.getTime()) ? `day ${values[from]}` : date.toISOString().slice(0, 10),
      );
    };
  }
  const isUnsigned = (logical?.type === "INTEGER" && !logical.isSigned) ||
    converted?.startsWith("UINT_") === true;
  if (type === "BOOLEAN") {
    return (cells, row, values, from) => cells.setText(row, values[from] ? "true" : "false");
  }
  if (type === "INT32" && isUnsigned) {
    return (cells, row, values, from) => cells.setNumber(row, Number(values[from]) >>> 0);
  }
  if (type === "INT32" || type === "FLOAT" || type === "DOUBLE") {
    return (cells, row, values, from) => cells.setNumber(row, values[from]);
  }
  if (type === "INT64") return (cells, row, values, from) => putBig(cells, row, values[from], isUnsigned);
  if (logical?.type === "FLOAT16") {
    return (cells, row, values, from) => cells.setNumber(row, half(values[from]));
  }
  const isText = logical !== undefined && ["STRING", "JSON", "ENUM"].includes(logical.type) ||
    ["UTF8", "JSON", "ENUM"].includes(converted ?? "");
  const pool = new TextPool(true);
  return (cells, row, values, from) => {
    const bytes: Uint8Array = values[from];
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    cells.setText(
      row,
      isText || type === "BYTE_ARRAY" ? pool.text(buffer, 0, buffer.length) : buffer.toString("hex"),
    );
  };
}

/** Puts a stretch of values without a null among them; the common kinds at full speed. */
export function putAll(
  put: Put,
  element: SchemaElement,
  cells: Cells,
  row: number,
  values: DecodedArray,
  from: number,
  count: number,
): void {
  const isPlain = element.converted_type === undefined && element.logical_type === undefined;
  if (
    values instanceof Float64Array || values instanceof Float32Array ||
    (values instanceof Int32Array && isPlain)
  ) {
    cells.kinds.fill(NUMBER, row, row + count);
    cells.numbers.set(values.subarray(from, from + count), row);
    return;
  }
  if (values instanceof BigInt64Array && isSigned64(element)) {
    putInt64s(cells, row, values, from, count);
    return;
  }
  for (let index = 0; index < count; index++) put(cells, row + index, values, from + index);
}

function isSigned64({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  const isPlain = converted === undefined || converted === "INT_64";
  return isPlain && (logical === undefined || (logical.type === "INTEGER" && logical.isSigned));
}

/** Without making a bigint of each. */
function putInt64s(cells: Cells, row: number, values: BigInt64Array, from: number, count: number): void {
  const halves = new Int32Array(values.buffer, values.byteOffset + from * 8, count * 2);
  const { kinds, numbers } = cells;
  for (let index = 0; index < count; index++) {
    const high = halves[2 * index + 1] ?? 0;
    if (high < -0x200000 || high >= 0x200000) {
      putBig(cells, row + index, values[from + index] ?? 0n, false);
      continue;
    }
    kinds[row + index] = NUMBER;
    numbers[row + index] = high * 4294967296 + ((halves[2 * index] ?? 0) >>> 0);
  }
}

function putBig(cells: Cells, row: number, value: bigint, isUnsigned: boolean): void {
  const integer = isUnsigned ? BigInt.asUintN(64, BigInt(value)) : BigInt(value);
  const number = Number(integer);
  if (Math.abs(number) < SAFE) cells.setNumber(row, number);
  else cells.setBig(row, String(integer));
}

function decimalPutter(scale: number): Put {
  return (cells, row, values, from) => {
    const value = values[from];
    const integer = value instanceof Uint8Array ? signedOf(value) : BigInt(value);
    const number = Number(integer);
    if (Math.abs(number) < SAFE && scale >= 0 && scale < 23) {
      cells.setNumber(row, number / Number(`1e${scale}`));
    } else cells.setBig(row, `${integer}e${-scale}`);
  };
}

/** Most significant byte first. */
function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

/** `2026-01-02T03:04:05.000`, with what is beyond milliseconds behind it. */
function momentText(units: bigint, perMilli: bigint): string {
  const rest = ((units % perMilli) + perMilli) % perMilli;
  const date = new Date(Number((units - rest) / perMilli));
  if (Number.isNaN(date.getTime())) return `${units}`;
  const more = rest === 0n ? "" : String(rest).padStart(perMilli === 1000n ? 3 : 6, "0");
  return date.toISOString().replace("Z", more);
}

/** Nanoseconds since 1970 of the Julian day and the nanoseconds of old Spark and Impala. */
function int96Nanos(value: bigint): bigint {
  return ((value >> 64n) - 2440588n) * 86_400_000_000_000n + (value & 0xffff_ffff_ffff_ffffn);
}

function half(bytes: Uint8Array): number {
  const bits = ((bytes[1] ?? 0) << 8) | (bytes[0] ?? 0);
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** Nothing is there. */
export function putEmpty(cells: Cells, row: number): void {
  cells.kinds[row] = EMPTY;
}
