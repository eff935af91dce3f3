/** Writes shapefiles for tests. */
import { Buffer } from "node:buffer";

/** Rings, lines or points; positions of two numbers. */
export type TestShape = number[][][] | null;

const TYPES = { point: 1, line: 3, polygon: 5, multipoint: 8 } as const;

/** The bytes of a `.shp`. */
export function shp(kind: keyof typeof TYPES, shapes: readonly TestShape[]): Uint8Array {
  const records = shapes.map((shape, index) => {
    const content = shape === null ? int32(0) : contentOf(kind, shape);
    const head = Buffer.alloc(8);
    head.writeInt32BE(index + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    return Buffer.concat([head, content]);
  });
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE((100 + records.reduce((sum, one) => sum + one.length, 0)) / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(TYPES[kind], 32);
  return new Uint8Array(Buffer.concat([header, ...records]));
}

function contentOf(kind: keyof typeof TYPES, parts: number[][][]): Uint8Array {
  const points = parts.flat();
  const places = doubles(points.flatMap(([x = 0, y = 0]) => [x, y]));
  if (kind === "point") return Buffer.concat([int32(1), places]);
  const box = doubles([0, 0, 0, 0]);
  if (kind === "multipoint") return Buffer.concat([int32(8), box, int32(points.length), places]);
  let start = 0;
  const starts = parts.map((part) => int32((start += part.length) - part.length));
  const counts = [int32(parts.length), int32(points.length)];
  return Buffer.concat([int32(TYPES[kind]), box, ...counts, ...starts, places]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function doubles(values: readonly number[]): Buffer {
  return Buffer.from(Float64Array.from(values).buffer);
}

/** A column: its name, its type (`C`, `N`, `L`, `D`), its width. */
export type TestField = [name: string, type: string, width: number];

/** The bytes of a `.dbf`; a row is its values as text. */
export function dbf(fields: readonly TestField[], rows: readonly string[][], date = [126, 1, 2]): Uint8Array {
  const header = Buffer.alloc(32 + 32 * fields.length + 1);
  header[0] = 3;
  header.set(date, 1);
  header.writeUInt32LE(rows.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(1 + fields.reduce((sum, [, , width]) => sum + width, 0), 10);
  fields.forEach(([name, type, width], index) => {
    const at = 32 + 32 * index;
    header.write(name, at, "latin1");
    header.write(type, at + 11, "latin1");
    header[at + 16] = width;
  });
  header[header.length - 1] = 0x0d;
  const body = rows.map((row) =>
    " " + fields.map(([, type, width], index) => {
      const text = row[index] ?? "";
      return type === "N" ? text.padStart(width) : text.padEnd(width);
    }).join("")
  );
  return new Uint8Array(Buffer.concat([header, Buffer.from(body.join("") + "\x1a", "latin1")]));
}
