/** What two lists have in common, in order: the smallest set of changes. */

/** So many members from `i` and from `j` on are the same. */
export interface Run {
  i: number;
  j: number;
  count: number;
}

/** Whether a member of one list counts as the same as one of the other. */
export type Same = (i: number, j: number) => boolean;

/** Cells of the table up to which one is filled. */
const TABLE_LIMIT = 4_000_000;
/** Changes up to which long lists are aligned, and members that are compared for it. */
const MOST_CHANGES = 4000;
const MOST_COMPARED = 40_000_000;

/**
 * The longest common part of two lists.
 *
 * @param n,m how long they are
 * @returns undefined when they are long and differ too much
 */
export function commonRuns(n: number, m: number, same: Same): Run[] | undefined {
  return (n + 1) * (m + 1) > TABLE_LIMIT ? runsByChanges(n, m, same) : runsByTable(n, m, same);
}

/** By a table of the lengths of all common parts. */
function runsByTable(n: number, m: number, same: Same): Run[] {
  const width = m + 1;
  const length = new Uint32Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const at = i * width + j;
      length[at] = same(i, j)
        ? (length[at + width + 1] ?? 0) + 1
        : Math.max(length[at + width] ?? 0, length[at + 1] ?? 0);
    }
  }
  const runs: Run[] = [];
  let [i, j] = [0, 0];
  while (i < n && j < m) {
    if (same(i, j)) runs.push({ i: i++, j: j++, count: 1 });
    else if ((length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return runs;
}

/**
 * By the least number of changes (Myers 1986): long lists with few of them cost little.
 *
 * A place in both lists lies on the diagonal `k = i - j`. `ends` has the furthest `i` on each diagonal that so many
 * changes lead to; `begins` keeps, of each number of changes, where the common part before that place begins, times
 * two, and whether the change before it was one of the second list.
 */
function runsByChanges(n: number, m: number, same: Same): Run[] | undefined {
  const most = Math.min(n + m, MOST_CHANGES);
  const ends = new Int32Array(2 * most + 3).fill(-1);
  const begins: Int32Array[] = [];
  let compared = 0;
  for (let changes = 0; changes <= most && compared <= MOST_COMPARED; changes++) {
    const begin = new Int32Array(changes + 1);
    begins.push(begin);
    for (let k = -changes; k <= changes; k += 2) {
      // Outside of the lists there is no way.
      const one = ends[most + k] ?? -1;
      const other = ends[most + k + 2] ?? -1;
      const fromFirst = one >= 0 && one < n ? one + 1 : -1;
      const fromSecond = other >= 0 && other - k <= m ? other : -1;
      const start = changes === 0 ? 0 : Math.max(fromFirst, fromSecond);
      let i = start;
      if (start >= 0) {
        while (i < n && i - k < m && same(i, i - k)) i++;
        compared += i - start + 1;
      }
      ends[most + k + 1] = i;
      begin[(k + changes) / 2] = 2 * start + (start === fromSecond ? 1 : 0);
      if (i === n && k === n - m) return runsBack(begins, n, k);
    }
  }
  return undefined;
}

/** The runs on the way that ends in the end of both lists. */
function runsBack(begins: readonly Int32Array[], n: number, last: number): Run[] {
  const runs: Run[] = [];
  let [end, k] = [n, last];
  for (let changes = begins.length - 1; changes >= 0; changes--) {
    const begin = begins[changes]?.[(k + changes) / 2] ?? 0;
    const start = begin >> 1;
    if (end > start) runs.push({ i: start, j: start - k, count: end - start });
    const isOfSecond = (begin & 1) === 1;
    end = isOfSecond ? start : start - 1;
    k += isOfSecond ? 1 : -1;
  }
  return runs.reverse();
}
