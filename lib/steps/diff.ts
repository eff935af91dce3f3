/** Compares two lists of steps: added, removed, changed and moved, and what either recording does not hold. */
import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../model/json.ts";
import type { Step } from "../model/profile.ts";
import { align, ALIKE } from "./align.ts";
import { type FieldContext, type Fields, fieldsOf, inOneBody, NOT_RECORDED } from "./fields.ts";
import { stepKey } from "./key.ts";

/** A value that is another; without `from` or `to` it is not sent on that side. */
export interface ValueChange {
  path: string;
  from?: JsonValue;
  to?: JsonValue;
}

/** What became of one step. */
export interface StepChange {
  kind: "added" | "removed" | "changed" | "moved";
  /** Its id on the right; of a removed step that on the left. */
  step: string;
  /** Its id on the left, where that is another. */
  was?: string;
  /** `POST set_outlet`. */
  request: string;
  /** Of a moved step: the step that it follows now; null for the first. */
  behind?: string | null;
  values: ValueChange[];
}

/** What is unknown on one side is no difference. */
export interface NotRecorded {
  step: string;
  path: string;
  side: "left" | "right" | "both";
}

/** The difference of two lists of steps. */
export interface StepsDiff {
  /** In the order of the right list; removed steps where they stood. */
  changes: StepChange[];
  /** Pairs without a difference. */
  same: number;
  not_recorded: NotRecorded[];
}

/** A list of steps with what their values refer to. */
export interface StepList extends FieldContext {
  steps: readonly Step[];
}

interface Item {
  id: string;
  key: string;
  fields: Fields;
}

/**
 * Compares two lists of steps by what they do.
 *
 * @param left the steps as they were
 * @param right the steps as they are
 */
export function diffSteps(left: StepList, right: StepList): StepsDiff {
  const [lefts, rights] = [left, right].map((list): Item[] =>
    list.steps.map((step) => ({ id: step.id, key: stepKey(step), fields: fieldsOf(step, list) }))
  ) as [Item[], Item[]];
  const byKey = { left: ({ key }: Item) => key, right: ({ key }: Item) => key, alike };
  const { pairs, removed, added } = align(lefts, rights, byKey);
  const found: { at: number; change: StepChange }[] = [];
  const notRecorded: NotRecorded[] = [];
  let same = 0;
  for (const { left: i, right: j, moved } of pairs) {
    const [before, after] = [lefts[i], rights[j]];
    if (before === undefined || after === undefined) continue;
    const { values, unknown } = diffFields(...inOneBody(before.fields, after.fields));
    notRecorded.push(...unknown.map((one) => ({ step: after.id, ...one })));
    if (!moved && values.length === 0) {
      same++;
      continue;
    }
    const change: StepChange = {
      kind: moved ? "moved" : "changed",
      step: after.id,
      ...(before.id === after.id ? {} : { was: before.id }),
      request: after.key,
      ...(moved ? { behind: rights[j - 1]?.id ?? null } : {}),
      values,
    };
    found.push({ at: j, change });
  }
  for (const j of added) found.push({ at: j, change: plain("added", rights[j]) });
  // A removed step is told before the step that followed the one it followed.
  const places = new Map(pairs.map((pair) => [pair.left, pair.right]));
  for (const i of removed) {
    let before = i - 1;
    while (before >= 0 && !places.has(before)) before--;
    found.push({ at: (places.get(before) ?? -1) + 0.5, change: plain("removed", lefts[i]) });
  }
  return {
    changes: found.toSorted((a, b) => a.at - b.at).map(({ change }) => change),
    same,
    not_recorded: notRecorded,
  };
}

function plain(kind: "added" | "removed", item: Item | undefined): StepChange {
  return { kind, step: item?.id ?? "", request: item?.key ?? "", values: [] };
}

/** How alike two steps with one endpoint are. */
function alike(left: Item, right: Item): number {
  const paths = new Set([...left.fields.keys(), ...right.fields.keys()]);
  if (paths.size === 0) return ALIKE;
  let points = 0;
  for (const path of paths) {
    const [a, b] = [left.fields.get(path), right.fields.get(path)];
    if (a === NOT_RECORDED || b === NOT_RECORDED) points += 0.5;
    else if (a !== undefined && b !== undefined && isDeepStrictEqual(a, b)) points++;
  }
  // What differs is never as alike as what does not.
  return points === paths.size ? ALIKE : Math.floor(points / paths.size * (ALIKE - 1));
}

/** The values that differ between two steps, and what cannot be compared. */
export function diffFields(
  left: Fields,
  right: Fields,
): { values: ValueChange[]; unknown: Omit<NotRecorded, "step">[] } {
  const values: ValueChange[] = [];
  const unknown: Omit<NotRecorded, "step">[] = [];
  const told = new Set<string>();
  for (const path of new Set([...right.keys(), ...left.keys()])) {
    const hole = { left: holeOver(path, left), right: holeOver(path, right) };
    const place = hole.left ?? hole.right;
    if (place !== undefined) {
      if (told.has(place)) continue;
      told.add(place);
      const side = hole.left === undefined ? "right" : hole.right === undefined ? "left" : "both";
      unknown.push({ path: place, side });
      continue;
    }
    const [from, to] = [left.get(path), right.get(path)] as (JsonValue | undefined)[];
    if (isDeepStrictEqual(from, to)) continue;
    // Where one side has no body at all, the fields of the other say so.
    if (path === "body" && (from === undefined || to === undefined)) continue;
    values.push({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  }
  return { values, unknown };
}

/** The place at or above a path at which nothing was recorded. */
function holeOver(path: string, fields: Fields): string | undefined {
  for (
    let end = path.length;
    end > 0;
    end = Math.max(path.lastIndexOf(".", end - 1), path.lastIndexOf("[", end - 1))
  ) {
    const above = path.slice(0, end);
    if (fields.get(above) === NOT_RECORDED) return above;
  }
  return undefined;
}
