/**
 * Deterministic noise for the invented landscape. Only + - * / and integer hashing are used, never sin or
 * pow: their last digit differs between engines, and outputs must be the same bytes everywhere.
 */

/** A number in [0, 1) that depends on nothing but the parts. */
export function hash01(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = parts.join("\u0000");
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash) / 0x1_0000_0000;
}

/**
 * Smooth noise in [0, 1) over the plane, with lattice points at whole numbers.
 *
 * @param x first coordinate
 * @param y second coordinate
 * @param seed which field; different seeds are unrelated
 */
export function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = smooth(x - column);
  const v = smooth(y - row);
  const top = lerp(lattice(column, row, seed), lattice(column + 1, row, seed), u);
  const bottom = lerp(lattice(column, row + 1, seed), lattice(column + 1, row + 1, seed), u);
  return lerp(top, bottom, v);
}

/** Rounds to a number of decimals, the way every written figure is rounded. */
export function round(value: number, decimals: number): number {
  const factor = Number(`1e${decimals}`);
  return Math.round(value * factor) / factor + 0;
}

/** The value inside the limits. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

function lattice(column: number, row: number, seed: number): number {
  return mix(Math.imul(column, 0x27d4eb2f) ^ Math.imul(row, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)) /
    0x1_0000_0000;
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}
