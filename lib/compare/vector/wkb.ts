/** Geometries as well-known binary (OGC 06-103r4, clause 8; ISO 13249-3 and EWKB for Z and M). */
import { type Geometry, type Part, polygonArea } from "./layer.ts";

const TYPES: Record<number, string> = {
  1: "Point",
  2: "LineString",
  3: "Polygon",
  4: "MultiPoint",
  5: "MultiLineString",
  6: "MultiPolygon",
  7: "GeometryCollection",
};
const DIMENSIONS: Record<number, Geometry["dimension"]> = { 1: "points", 2: "lines", 3: "rings" };
/** Bits of EWKB beside the type. */
const EWKB_Z = 0x80000000;
const EWKB_M = 0x40000000;
const EWKB_SRID = 0x20000000;
/** Collections in collections in …: deeper ones are no data. */
const DEEPEST = 16;

/**
 * The geometry in some bytes. Measures (M) are left aside.
 *
 * @throws Error when they are cut, or of an unknown type
 */
export function readWkb(bytes: Uint8Array): Geometry {
  const reader = new Reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return reader.geometry(0);
}

class Reader {
  readonly #view: DataView;
  #at = 0;
  #little = true;

  constructor(view: DataView) {
    this.#view = view;
  }

  geometry(depth: number): Geometry {
    this.#need(5);
    this.#little = this.#view.getUint8(this.#at++) === 1;
    const code = this.#uint32();
    if ((code & EWKB_SRID) !== 0) this.#uint32();
    const plain = code & 0x0fffffff;
    const kind = plain % 1000;
    const iso = Math.floor(plain / 1000);
    const hasZ = (code & EWKB_Z) !== 0 || iso === 1 || iso === 3;
    const hasM = (code & EWKB_M) !== 0 || iso === 2 || iso === 3;
    const name = TYPES[kind];
    if (name === undefined || iso > 3) throw new Error(`its geometry has the unknown type ${code >>> 0}`);
    const size = 2 + Number(hasZ) + Number(hasM);
    const type = name + (hasZ ? "Z" : "") + (hasM ? "M" : "");
    const position = () => this.#position(size, hasZ);
    if (kind === 1) return { type, dimension: "points", parts: [[position()]], area: 0 };
    if (kind === 2) {
      return { type, dimension: "lines", parts: [this.#list(8 * size, position)], area: 0 };
    }
    if (kind === 3) {
      const rings = this.#list(4, () => this.#list(8 * size, position));
      return { type, dimension: "rings", parts: rings, area: polygonArea(rings) };
    }
    if (depth > DEEPEST) throw new Error("its geometry has too many levels");
    const all = this.#list(9, () => this.geometry(depth + 1));
    return {
      type: kind === 7 ? `${type}(${all.map((one) => one.type).join(", ")})` : type,
      dimension: DIMENSIONS[kind - 3] ?? "mixed",
      parts: all.flatMap((one): Part[] => one.parts),
      area: all.reduce((sum, one) => sum + one.area, 0),
    };
  }

  /** @param least bytes that each item takes: a count that they cannot hold is damage */
  #list<T>(least: number, item: () => T): T[] {
    const count = this.#uint32();
    this.#need(count * least);
    return Array.from({ length: count }, item);
  }

  #position(size: number, hasZ: boolean): number[] {
    this.#need(8 * size);
    const numbers = Array.from(
      { length: hasZ ? 3 : 2 },
      (_, axis) => this.#view.getFloat64(this.#at + 8 * axis, this.#little),
    );
    this.#at += 8 * size;
    return numbers;
  }

  #uint32(): number {
    this.#need(4);
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, this.#little);
  }

  #need(bytes: number): void {
    if (this.#at + bytes > this.#view.byteLength) throw new Error("its geometry is cut");
  }
}
