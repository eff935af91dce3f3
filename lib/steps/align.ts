/** Aligns two lists: what of the one is which of the other, what is new, gone, or stands elsewhere. */
import { groupBy } from "../model/group_by.ts";

/** Which item of one list is which of the other, by index. */
export interface Alignment {
  /** In the order of the right list. `moved`: it stands elsewhere between its neighbours. */
  pairs: { left: number; right: number; moved: boolean }[];
  /** Only in the left list, ascending. */
  removed: number[];
  /** Only in the right list, ascending. */
  added: number[];
}

/** How to tell items apart. */
export interface AlignRules<Left, Right> {
  left(item: Left): string;
  right(item: Right): string;
  /** How alike two items with the same key are, 0 to {@link ALIKE}; of several they pair the most alike. Default: all the same. */
  alike?(left: Left, right: Right): number;
}

/** Two items without a difference. */
export const ALIKE = 1000;
/** A pair counts more than any likeness of fewer pairs. */
const PAIR = 1 << 24;

/**
 * Aligns by the longest common subsequence of keys; among several, the one whose items are most alike. What is
 * left over on both sides under one key has moved.
 *
 * Time and memory grow with the product of the lengths, without the equal items at both ends.
 *
 * @example
 * ```ts
 * import { align } from "./align.ts";
 * const same = (text: string) => text;
 * align(["a", "b", "c"], ["a", "c", "d"], { left: same, right: same });
 * // { pairs: [{ left: 0, right: 0, moved: false }, { left: 2, right: 1, moved: false }], removed: [1], added: [2] }
 * ```
 */
export function align<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  rules: AlignRules<Left, Right>,
): Alignment {
  const keys = { left: left.map(rules.left), right: right.map(rules.right) };
  /** Weight of pairing two items; 0 when they are not the same action. */
  const weigh = (i: number, j: number): number => {
    if (keys.left[i] !== keys.right[j]) return 0;
    const [a, b] = [left[i], right[j]];
    return PAIR + (rules.alike === undefined || a === undefined || b === undefined ? 0 : rules.alike(a, b));
  };
  const most = PAIR + (rules.alike === undefined ? 0 : ALIKE);
  const inOrder = commonSubsequence(left.length, right.length, weigh, most);
  const paired = { left: new Set(inOrder.map(([i]) => i)), right: new Set(inOrder.map(([, j]) => j)) };
  const moved = leftOver(
    keys.left.map((key, index) => ({ key, index })).filter(({ index }) => !paired.left.has(index)),
    keys.right.map((key, index) => ({ key, index })).filter(({ index }) => !paired.right.has(index)),
    weigh,
  );
  for (const [i, j] of moved) {
    paired.left.add(i);
    paired.right.add(j);
  }
  const pairs = [
    ...inOrder.map(([i, j]) => ({ left: i, right: j, moved: false })),
    ...moved.map(([i, j]) => ({ left: i, right: j, moved: true })),
  ];
  return {
    pairs: pairs.toSorted((a, b) => a.right - b.right),
    removed: left.map((_, i) => i).filter((i) => !paired.left.has(i)),
    added: right.map((_, j) => j).filter((j) => !paired.right.has(j)),
  };
}

type Weigh = (i: number, j: number) => number;
type Pair = [left: number, right: number];

/** An item that is left over. */
interface Keyed {
  key: string;
  index: number;
}

/** Pairs in the order of both lists with the largest sum of weights. */
function commonSubsequence(lefts: number, rights: number, weigh: Weigh, most: number): Pair[] {
  const head: Pair[] = [];
  let start = 0;
  while (start < lefts && start < rights && weigh(start, start) === most) {
    head.push([start, start]);
    start++;
  }
  const tail: Pair[] = [];
  let [endLeft, endRight] = [lefts, rights];
  while (endLeft > start && endRight > start && weigh(endLeft - 1, endRight - 1) === most) {
    tail.push([--endLeft, --endRight]);
  }
  return [...head, ...middle(start, endLeft, endRight, weigh), ...tail.reverse()];
}

/** Ways through the table; any other skips an item of the right list. */
const PAIRED = 1;
const SKIP_LEFT = 2;

/** The same between `start` and both ends: sums row by row, and one byte a cell for the way back. */
function middle(start: number, endLeft: number, endRight: number, weigh: Weigh): Pair[] {
  const [rows, columns] = [endLeft - start, endRight - start];
  if (rows === 0 || columns === 0) return [];
  const way = new Uint8Array(rows * columns);
  let below = new Float64Array(columns + 1);
  for (let row = rows - 1; row >= 0; row--) {
    const sums = new Float64Array(columns + 1);
    for (let column = columns - 1; column >= 0; column--) {
      const weight = weigh(start + row, start + column);
      const pair = weight === 0 ? -1 : weight + (below[column + 1] ?? 0);
      const [skipLeft, skipRight] = [below[column] ?? 0, sums[column + 1] ?? 0];
      sums[column] = Math.max(pair, skipLeft, skipRight);
      way[row * columns + column] = pair >= skipLeft && pair >= skipRight
        ? PAIRED
        : skipLeft >= skipRight
        ? SKIP_LEFT
        : 0;
    }
    below = sums;
  }
  const pairs: Pair[] = [];
  for (let [row, column] = [0, 0]; row < rows && column < columns;) {
    const step = way[row * columns + column];
    if (step === PAIRED) pairs.push([start + row++, start + column++]);
    else if (step === SKIP_LEFT) row++;
    else column++;
  }
  return pairs;
}

/** So many possible pairs of one key are weighed; more of them pair in order. */
const WEIGHED = 100_000;

/** Pairs what stands elsewhere: under each key the most alike first, then in order. */
function leftOver(left: readonly Keyed[], right: readonly Keyed[], weigh: Weigh): Pair[] {
  const rights = groupBy(right, ({ key }) => key);
  const pairs: Pair[] = [];
  for (const [key, ours] of groupBy(left, (item) => item.key)) {
    const theirs = rights.get(key) ?? [];
    if (ours.length * theirs.length > WEIGHED) {
      theirs.slice(0, ours.length).forEach(({ index }, at) => pairs.push([ours[at]?.index ?? 0, index]));
      continue;
    }
    const possible = ours.flatMap(({ index: i }) =>
      theirs.map(({ index: j }) => ({ i, j, weight: weigh(i, j) }))
    );
    const taken = { left: new Set<number>(), right: new Set<number>() };
    for (const { i, j } of possible.toSorted((a, b) => b.weight - a.weight || a.i - b.i || a.j - b.j)) {
      if (taken.left.has(i) || taken.right.has(j)) continue;
      taken.left.add(i);
      taken.right.add(j);
      pairs.push([i, j]);
    }
  }
  return pairs;
}
