/** A distribution as steps: how many cells have which number, and how far two of them are apart. */

/** Numbers, the smallest first, and how many cells each stands for. */
export interface Steps {
  numbers: ArrayLike<number>;
  counts: ArrayLike<number>;
}

/** Steps that a summary keeps of a band: some 10 kB. */
export const MOST_STEPS = 500;

/**
 * How far the numbers of one distribution must be moved, on the average, to make the other of them: the area between
 * both cumulative ones, which is the earth mover's distance (Wasserstein, p = 1). In the raster's unit; NaN when only
 * one has cells.
 */
export function stepsDistance(a: Steps, b: Steps): number {
  const [cells, others] = [cellsOf(a), cellsOf(b)];
  if (cells === 0 && others === 0) return 0;
  if (cells === 0 || others === 0) return NaN;
  // A cell of the one is so many parts of the other: no part is broken.
  const [scale, otherScale] = cells === others ? [1, 1] : [others, cells];
  let sum = 0;
  let [at, other] = [0, 0];
  let [left, otherLeft] = [(a.counts[0] ?? 0) * scale, (b.counts[0] ?? 0) * otherScale];
  while (at < a.numbers.length && other < b.numbers.length) {
    const [before, after] = [a.numbers[at] ?? NaN, b.numbers[other] ?? NaN];
    const both = Math.min(left, otherLeft);
    // An infinity is no way from itself.
    if (before !== after) sum += both * Math.abs(after - before);
    left -= both;
    otherLeft -= both;
    if (left <= 0) left = (a.counts[++at] ?? 0) * scale;
    if (otherLeft <= 0) otherLeft = (b.counts[++other] ?? 0) * otherScale;
  }
  return sum / (cells * scale);
}

/**
 * At most {@link MOST_STEPS} steps: neighbours become one at their mean, so that cells are moved as little as may be.
 * Numbers that lie alone stay as they are, however few their cells.
 */
export function coarseSteps(steps: Steps): Steps {
  if (steps.numbers.length <= MOST_STEPS) return steps;
  // The least move that makes them few enough, as a power of 2.
  let [few, many] = [1023, -1075];
  while (few - many > 1) {
    const middle = Math.floor((few + many) / 2);
    if (groupsOf(steps, 2 ** middle).length <= MOST_STEPS) few = middle;
    else many = middle;
  }
  const numbers: number[] = [];
  const counts: number[] = [];
  let begin = 0;
  for (const end of groupsOf(steps, 2 ** few)) {
    const first = steps.numbers[begin] ?? NaN;
    let [cells, beyond] = [0, 0];
    for (; begin < end; begin++) {
      const count = steps.counts[begin] ?? 0;
      const apart = (steps.numbers[begin] ?? NaN) - first;
      cells += count;
      // The first one is 0 apart, an infinity as well.
      if (apart > 0) beyond += count * apart;
    }
    numbers.push(first + beyond / cells);
    counts.push(cells);
  }
  return { numbers, counts };
}

/** Ends of groups of neighbours: in none are cells times width more than that. */
function groupsOf({ numbers, counts }: Steps, most: number): number[] {
  const ends: number[] = [];
  let [first, cells] = [numbers[0] ?? NaN, 0];
  for (let at = 0; at < numbers.length; at++) {
    const [number, count] = [numbers[at] ?? NaN, counts[at] ?? 0];
    if (cells > 0 && !((cells + count) * (number - first) <= most)) {
      ends.push(at);
      [first, cells] = [number, 0];
    }
    cells += count;
    // More are too many, how many does not matter.
    if (ends.length > MOST_STEPS) break;
  }
  return [...ends, numbers.length];
}

function cellsOf({ counts }: Steps): number {
  let cells = 0;
  for (let at = 0; at < counts.length; at++) cells += counts[at] ?? 0;
  return cells;
}
