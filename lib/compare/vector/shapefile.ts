/** Reads the geometries of shapefiles (ESRI Shapefile Technical Description, July 1998). */
import { type Geometry, type Part, ringArea } from "./layer.ts";

const HEADER = 100;
const FILE_CODE = 9994;
const VERSION = 1000;
/** Types by their number without the coordinates that they add. */
const KINDS: Record<number, { name: string; dimension: Geometry["dimension"] }> = {
  1: { name: "Point", dimension: "points" },
  3: { name: "PolyLine", dimension: "lines" },
  5: { name: "Polygon", dimension: "rings" },
  8: { name: "MultiPoint", dimension: "points" },
};

/**
 * The geometry of each record, in their order; null for null shapes. Measures (M) are left aside.
 *
 * @throws Error that says where the bytes are wrong
 */
export function readShapes(bytes: Uint8Array): (Geometry | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    bytes.length < HEADER || view.getInt32(0, false) !== FILE_CODE || view.getInt32(28, true) !== VERSION
  ) throw new Error("it is no shapefile");
  const end = view.getInt32(24, false) * 2;
  if (end < HEADER || end > bytes.length) {
    throw new Error(`it says ${end} bytes, but has ${bytes.length}`);
  }
  const shapes: (Geometry | null)[] = [];
  for (let at = HEADER; at < end;) {
    const damaged = (why: string) => new Error(`record ${shapes.length + 1} (byte ${at}) ${why}`);
    if (at + 12 > end) throw damaged("is cut");
    const length = view.getInt32(at + 4, false) * 2;
    const next = at + 8 + length;
    if (length < 4 || next > end) throw damaged("reaches out of the file");
    const shape = shapeOf(new DataView(view.buffer, view.byteOffset + at + 8, length));
    if (typeof shape === "string") throw damaged(shape);
    shapes.push(shape);
    at = next;
  }
  return shapes;
}

/** The geometry of one record, or what is wrong with it. */
function shapeOf(record: DataView): Geometry | null | string {
  const type = record.getInt32(0, true);
  if (type === 0) return null;
  const kind = KINDS[type % 10];
  // Tens: 0 plain, 1 with Z and M, 2 with M.
  const form = Math.floor(type / 10);
  if (kind === undefined || form < 0 || form > 2) return `has the unknown type ${type}`;
  const name = kind.name + ["", "Z", "M"][form];
  const { dimension } = kind;
  const isZ = form === 1;
  if (kind.name === "Point") {
    if (record.byteLength < (isZ ? 28 : 20)) return "is cut";
    const point = numbers(record, 4, isZ ? 3 : 2);
    return { type: name, dimension, parts: [[point]], area: 0 };
  }
  const hasParts = kind.name !== "MultiPoint";
  const head = hasParts ? 44 : 40;
  if (record.byteLength < head) return "is cut";
  const partCount = hasParts ? record.getInt32(36, true) : 0;
  const count = record.getInt32(hasParts ? 40 : 36, true);
  const places = head + 4 * partCount;
  const heights = places + 16 * count;
  const needed = heights + (isZ ? 16 + 8 * count : 0);
  if (partCount < 0 || count < 0 || needed > record.byteLength) return "names more positions than it holds";
  const positionAt = (index: number) => {
    const plain = numbers(record, places + 16 * index, 2);
    return isZ ? [...plain, record.getFloat64(heights + 16 + 8 * index, true)] : plain;
  };
  const slice = (from: number, to: number): Part =>
    Array.from({ length: to - from }, (_, index) => positionAt(from + index));
  if (!hasParts) {
    return { type: name, dimension, parts: slice(0, count).map((one) => [one]), area: 0 };
  }
  const starts = Array.from({ length: partCount }, (_, index) => record.getInt32(head + 4 * index, true));
  if (starts.some((start, index) => start < (starts[index - 1] ?? 0) || start > count)) {
    return "has parts out of order";
  }
  const parts = starts.map((start, index) => slice(start, starts[index + 1] ?? count));
  // Outer rings run clockwise, holes the other way round.
  const area = dimension === "rings" ? Math.abs(parts.reduce((sum, ring) => sum + ringArea(ring), 0)) : 0;
  return { type: name, dimension, parts, area };
}

function numbers(record: DataView, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => record.getFloat64(at + 8 * index, true));
}
