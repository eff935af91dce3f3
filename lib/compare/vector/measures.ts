/** Measures of a geometry: length, bounds, and how far two of them lie apart. */
import type { Geometry, Part } from "./layer.ts";

/** Length of all lines and rings, in units of the CRS; 0 for points. */
export function lengthOf({ parts, dimension }: Geometry): number {
  if (dimension === "points") return 0;
  let sum = 0;
  for (const part of parts) {
    for (let at = 1; at < part.length; at++) sum += distanceOf(part[at - 1] ?? [], part[at] ?? []);
  }
  return sum;
}

function distanceOf(a: readonly number[], b: readonly number[]): number {
  return Math.hypot((b[0] ?? 0) - (a[0] ?? 0), (b[1] ?? 0) - (a[1] ?? 0), (b[2] ?? 0) - (a[2] ?? 0));
}

/** `xmin`, `ymin`, `xmax`, `ymax`; NaN where there is no position, or one that is no number. */
export function boundsOf({ parts }: Geometry): [xmin: number, ymin: number, xmax: number, ymax: number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    for (const [x = NaN, y = NaN] of part) {
      bounds[0] = Math.min(bounds[0], x);
      bounds[1] = Math.min(bounds[1], y);
      bounds[2] = Math.max(bounds[2], x);
      bounds[3] = Math.max(bounds[3], y);
    }
  }
  return parts.some((part) => part.length > 0) ? bounds : [NaN, NaN, NaN, NaN];
}

/** True when both have the same positions in the same order. */
export function isIdentical(a: Geometry, b: Geometry): boolean {
  return a.parts.length === b.parts.length &&
    a.parts.every((part, index) => isSamePart(part, b.parts[index] ?? []));
}

function isSamePart(a: Part, b: Part): boolean {
  return a.length === b.length && a.every((position, at) => {
    const other = b[at] ?? [];
    return position.length === other.length && position.every((value, axis) => Object.is(value, other[axis]));
  });
}

/** Distances of pairs that are looked at once two geometries are known to be too far apart. */
const BUDGET = 100_000_000;

/**
 * How far two geometries lie apart: the largest distance of a position of one from the lines of the other, both ways (a
 * discrete Hausdorff distance, Hausdorff 1914). Order of parts, direction and start of rings, and positions within a
 * straight line do not count.
 *
 * @param enough distances up to this are as good as none: the result is then at most this, and found much faster
 * @returns in units of the CRS; Infinity when only one has positions, or a coordinate is no number. Of very large
 *   geometries that are farther apart than `enough` it may be less than the largest.
 */
export function distanceBetween(a: Geometry, b: Geometry, enough = 0): number {
  const [left, right] = [segmentsOf(a), segmentsOf(b)];
  if (left.length + right.length === 0) return 0;
  if (left.length === 0 || right.length === 0) return Infinity;
  if (left.some(Number.isNaN) || right.some(Number.isNaN)) return Infinity;
  const budget = { left: BUDGET };
  return directed(right, left, directed(left, right, enough, budget), budget);
}

/** Numbers of a segment: two positions of three coordinates. */
const STRIDE = 6;

/** All segments, one after the other; a lone position is a segment without length. Parts stand from west to east. */
function segmentsOf({ parts, dimension }: Geometry): Float64Array {
  const numbers: number[] = [];
  const ordered = parts.map((part) => ({
    part,
    west: part.reduce((least, [x = NaN]) => Math.min(least, x), Infinity),
  }))
    .toSorted((a, b) => a.west - b.west);
  for (const { part } of ordered) {
    const alone = dimension === "points" || part.length === 1;
    for (let at = alone ? 0 : 1; at < part.length; at++) {
      const [from, to] = [part[alone ? at : at - 1] ?? [], part[at] ?? []];
      numbers.push(from[0] ?? NaN, from[1] ?? NaN, from[2] ?? 0, to[0] ?? NaN, to[1] ?? NaN, to[2] ?? 0);
    }
  }
  return Float64Array.from(numbers);
}

/** The largest distance of an end of a segment of `from` to the segments of `to`, or `least` when none is larger. */
function directed(from: Float64Array, to: Float64Array, least: number, budget: { left: number }): number {
  const count = to.length / STRIDE;
  let largest = least * least;
  let beyond = false;
  // Neighbours are near neighbours: the search begins where the last one ended.
  let start = 0;
  for (let at = 0; at < from.length; at += STRIDE / 2) {
    let nearest = Infinity;
    let found = start;
    for (let step = 0; step < count && nearest > largest; step++) {
      // start, start + 1, start - 1, start + 2, …
      const offset = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
      const index = (start + offset + count) % count;
      const squared = toSegment(from, at, to, index * STRIDE);
      if (squared < nearest) [nearest, found] = [squared, index];
      if (beyond) budget.left--;
    }
    if (nearest > largest) {
      largest = nearest;
      beyond = true;
    }
    start = found;
    if (budget.left < 0) break;
  }
  return beyond ? Math.sqrt(largest) : least;
}

/** Squared distance of a position from a segment. */
function toSegment(points: Float64Array, p: number, segments: Float64Array, s: number): number {
  const [px, py, pz] = [points[p] ?? NaN, points[p + 1] ?? NaN, points[p + 2] ?? NaN];
  const [ax, ay, az] = [segments[s] ?? NaN, segments[s + 1] ?? NaN, segments[s + 2] ?? NaN];
  const [bx, by, bz] = [segments[s + 3] ?? NaN, segments[s + 4] ?? NaN, segments[s + 5] ?? NaN];
  const [dx, dy, dz] = [bx - ax, by - ay, bz - az];
  const squared = dx * dx + dy * dy + dz * dz;
  const share = squared === 0 ? 0 : ((px - ax) * dx + (py - ay) * dy + (pz - az) * dz) / squared;
  // The ends themselves, not what rounding makes of them.
  const x = share <= 0 ? ax : share >= 1 ? bx : ax + share * dx;
  const y = share <= 0 ? ay : share >= 1 ? by : ay + share * dy;
  const z = share <= 0 ? az : share >= 1 ? bz : az + share * dz;
  return (px - x) ** 2 + (py - y) ** 2 + (pz - z) ** 2;
}
