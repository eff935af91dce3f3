/** Where water goes: depressions filled, each cell with the cell it drains to, upstream cells counted. */
import type { Terrain } from "./terrain.ts";

/** Drainage of a terrain. */
export interface Flow {
  /** Elevations without depressions. */
  filled: number[];
  /** Cell that a cell drains to; -1 where water leaves the grid. */
  receiver: number[];
  /** Cells upstream of a cell, itself included. */
  upstream: number[];
  /** Cells from downstream to upstream. */
  order: number[];
}

/** Rise per cell that keeps filled flats draining, metres. */
const RISE = 0.001;

/** Floods the terrain from its edge inwards, lowest cell first. */
export function drain(terrain: Terrain): Flow {
  const { width, height } = terrain.grid;
  const size = width * height;
  const filled = terrain.elevation.slice();
  const receiver: number[] = new Array(size).fill(-1);
  const seen: boolean[] = new Array(size).fill(false);
  const order: number[] = [];
  const open: number[] = [];
  const level = (cell: number): number => filled[cell] ?? 0;
  const push = (cell: number): void => {
    seen[cell] = true;
    let at = open.length;
    while (at > 0 && before(level(cell), cell, level(open[at - 1] ?? 0), open[at - 1] ?? 0)) at--;
    open.splice(at, 0, cell);
  };
  for (let cell = 0; cell < size; cell++) {
    const column = cell % width;
    const row = (cell - column) / width;
    if (column === 0 || row === 0 || column === width - 1 || row === height - 1) push(cell);
  }
  const rank: number[] = new Array(size).fill(0);
  for (let cell = open.shift(); cell !== undefined; cell = open.shift()) {
    rank[cell] = order.length;
    order.push(cell);
    for (const next of neighbours(cell, width, height)) {
      if (seen[next]) continue;
      filled[next] = Math.max(level(next), level(cell) + RISE);
      receiver[next] = cell;
      push(next);
    }
  }
  for (const cell of order) {
    if (receiver[cell] !== -1) receiver[cell] = steepest(cell, receiver[cell] ?? -1, level, width, height);
  }
  const upstream: number[] = new Array(size).fill(1);
  for (let index = size - 1; index >= 0; index--) {
    const cell = order[index] ?? 0;
    const to = receiver[cell] ?? -1;
    if (to >= 0) upstream[to] = (upstream[to] ?? 0) + (upstream[cell] ?? 0);
  }
  return { filled, receiver, upstream, order };
}

/** The eight cells around a cell, as far as they are on the grid. */
export function neighbours(cell: number, width: number, height: number): number[] {
  const column = cell % width;
  const row = (cell - column) / width;
  const found: number[] = [];
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      if (x !== column || y !== row) found.push(y * width + x);
    }
  }
  return found;
}

/** Distance between the centres of two neighbouring cells, in cells. */
export function stepLength(from: number, to: number, width: number): number {
  return from % width === to % width || Math.floor(from / width) === Math.floor(to / width) ? 1 : Math.SQRT2;
}

/** The steepest way down; a cell that only got its level by filling keeps the way it was flooded from. */
function steepest(
  cell: number,
  flooded: number,
  level: (cell: number) => number,
  width: number,
  height: number,
): number {
  let best = flooded;
  let slope = (level(cell) - level(flooded)) / stepLength(cell, flooded, width);
  for (const next of neighbours(cell, width, height)) {
    const down = (level(cell) - level(next)) / stepLength(cell, next, width);
    if (down > slope) {
      slope = down;
      best = next;
    }
  }
  return best;
}

/** Order of the open cells: the lowest last would be faster, but 1600 cells do not mind. */
function before(levelA: number, a: number, levelB: number, b: number): boolean {
  return levelA < levelB || (levelA === levelB && a < b);
}
