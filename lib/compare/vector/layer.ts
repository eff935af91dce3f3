/** Vector data as it is compared, whatever format it came from. */
import type { JsonValue } from "../../model/json.ts";

/** One ring, one line, or points; each position has x, y, and z where the data has it, in units of the CRS. */
export type Part = readonly (readonly number[])[];

/** A geometry as a set of parts; their order does not count. */
export interface Geometry {
  /** In the words of the format: `Polygon`, `MultiLineString`, `PolygonZ`. */
  type: string;
  /** Whether parts are points, lines, or rings; `mixed` in a collection. */
  dimension: "points" | "lines" | "rings" | "mixed";
  parts: Part[];
  /** Holes taken off, in squared units of the CRS. */
  area: number;
}

export interface Feature {
  /** That of the format, where it has one. */
  id?: string;
  attributes: Readonly<Record<string, JsonValue>>;
  geometry: Geometry | null;
}

/** Features of one kind. */
export interface Layer {
  /** Columns of the features with their types, where the format states types; in its order. */
  columns: ReadonlyMap<string, string | undefined>;
  features: Feature[];
  /** Coordinate reference system in the words of the format; undefined where it is not the format's to say. */
  crs?: string;
}

/** Signed area of a ring (shoelace formula); positive when it runs counter-clockwise. */
export function ringArea(ring: Part): number {
  // Taken from the first position: products of far-away coordinates would lose digits.
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let doubled = 0;
  for (let at = 0; at < ring.length; at++) {
    const [ax = NaN, ay = NaN] = ring[at] ?? [];
    const [bx = NaN, by = NaN] = ring[(at + 1) % ring.length] ?? [];
    doubled += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return doubled / 2;
}

/** Area of a polygon: its first ring less its holes. */
export function polygonArea(rings: readonly Part[]): number {
  const [outer = 0, ...holes] = rings.map((ring) => Math.abs(ringArea(ring)));
  return outer - holes.reduce((sum, area) => sum + area, 0);
}
