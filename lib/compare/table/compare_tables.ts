/** Compares two tables: columns, rows, cells, and what a column is made of. */
import type { JsonObject } from "../../model/json.ts";
import { counted } from "../../text/counted.ts";
import { Findings, LISTED } from "../findings.ts";
import { tellApart } from "../numbers.ts";
import type { Outcome } from "../types.ts";
import { alignable, pairAligned } from "./align_rows.ts";
import type { Table } from "./cells.ts";
import { type ColumnPlan, type ColumnRules, planColumns } from "./column_plan.ts";
import { ColumnStats } from "./column_stats.ts";
import { Cursor } from "./cursor.ts";
import { DifferenceSink } from "./difference_sink.ts";
import { LeftoverRows } from "./leftover_rows.ts";
import { leaveUnpaired, pairByKey, pairByPosition, type PairSink } from "./pairing.ts";

/** How rows are brought together. */
export type Pairing = "key" | "position" | "aligned" | "whole" | "near";

/** What one reading of both tables gave. */
interface Reading {
  findings: Findings;
  sink: DifferenceSink;
  stats: { baseline: ColumnStats[]; produced: ColumnStats[] };
  rows: { baseline: number; produced: number };
  /** False when rows could not be aligned. */
  isAligned: boolean;
}

/**
 * Compares two tables of the same name.
 *
 * @returns the differences, a note and the figures of each column; `unused` is left to the caller, as rules may
 *   speak of several tables
 * @throws Error of the readers, and when no column is left to be compared
 */
export async function compareTables(a: Table, b: Table, rules: ColumnRules): Promise<Outcome> {
  const head = new Findings();
  const plan = planColumns(a, b, rules, head);
  // A key column that is gone was found already: without it rows cannot be told apart.
  if (plan.lacksKey) return head.outcome();
  const isKeyed = plan.keys.length > 0;
  const isFree = rules.rules.order === "free";
  let pairing = firstPairing(plan, rules);
  let reading = await read(a, b, plan, pairing);
  const { baseline, produced } = reading.rows;
  if (pairing === "position" && baseline !== produced && alignable(baseline, produced)) {
    reading = await read(a, b, plan, "aligned");
    if (reading.isAligned) pairing = "aligned";
  }
  const unpaired = ({ sink }: Reading) => sink.missingCount + sink.extraCount;
  if (pairing === "whole" && unpaired(reading) > 0 && alignable(baseline, produced)) {
    // Rows that are the same may have taken one another's only near one.
    const near = await read(a, b, plan, "near");
    if (unpaired(near) < unpaired(reading)) reading = near;
  }
  const { findings, sink, stats } = reading;
  const place = a.name === "" ? "" : `${a.name} `;
  for (const pair of [...plan.keys, ...plan.pairs]) {
    const before = pair.types[0] ?? stats.baseline[pair.a]?.type;
    const after = pair.types[1] ?? stats.produced[pair.b]?.type;
    const isOther = before !== undefined && after !== undefined && before !== after;
    // A side without any row has no types to speak of.
    if (!isOther || (pair.types[0] === undefined && Math.min(baseline, produced) === 0)) continue;
    head.changed(`${place}column ${pair.name} type`, before, after, "The column holds another type", "exact");
  }
  if (sink.firstMoved !== undefined && isKeyed && !isFree) {
    const [rowA, rowB] = sink.firstMoved;
    head.changed(
      `${place}order of rows`,
      `row ${rowA + 1}`,
      `row ${rowB + 1}`,
      "Rows stand in another order",
      "exact",
    );
  }
  const outcome = joined(head.outcome(), findings.outcome());
  const note = noteOf(sink, plan, pairing);
  const columns = Object.fromEntries(plan.pairs.map((pair) => {
    const { beyond = 0, within = 0, most = 0 } = sink.columns.get(pair.name) ?? {};
    const found: JsonObject = {
      beyond,
      within,
      largest_difference: Number.isFinite(most) ? most : String(most),
    };
    const sides = {
      baseline: stats.baseline[pair.a]?.result() ?? {},
      produced: stats.produced[pair.b]?.result() ?? {},
    };
    return [pair.name, { ...found, ...sides }];
  }));
  const facts = { rows: reading.rows, paired: sink.pairsCount, columns };
  return {
    ...outcome,
    facts,
    ...(note === undefined ? {} : { note: a.name === "" ? note : `${a.name}: ${note}` }),
  };
}

async function read(a: Table, b: Table, plan: ColumnPlan, pairing: Pairing): Promise<Reading> {
  const stats = {
    baseline: a.columns.map(() => new ColumnStats()),
    produced: b.columns.map(() => new ColumnStats()),
  };
  const rows = { baseline: 0, produced: 0 };
  const cursor = (table: Table, side: "baseline" | "produced") =>
    new Cursor(table, (batch) => {
      rows[side] += batch.rows;
      batch.cells.forEach((cells, column) => stats[side][column]?.add(cells, batch.rows));
    });
  const [left, right] = [cursor(a, "baseline"), cursor(b, "produced")];
  const findings = new Findings(LISTED);
  const sink = new DifferenceSink(plan, findings, a.name === "" ? "" : `${a.name} `);
  const isAligned = await pairRows(left, right, plan, pairing, sink);
  return { findings, sink, stats, rows, isAligned };
}

/** How rows are brought together at first; rows without a key whose numbers differ can then be aligned. */
export function firstPairing({ keys }: ColumnPlan, { rules }: ColumnRules): Pairing {
  return keys.length > 0 ? "key" : rules.order === "free" ? "whole" : "position";
}

/**
 * Reads both sides to their ends, gives the sink what stands for what, and closes both.
 *
 * @returns false when rows should have been aligned and were paired by number
 */
export async function pairRows(
  left: Cursor,
  right: Cursor,
  plan: ColumnPlan,
  pairing: Pairing,
  sink: PairSink,
): Promise<boolean> {
  const places = (side: "a" | "b", pairs: ColumnPlan["pairs"]) => pairs.map((pair) => pair[side]);
  try {
    if (pairing === "key") await pairByKey(left, right, places("a", plan.keys), places("b", plan.keys), sink);
    else if (pairing === "aligned") return await pairAligned(left, right, plan.pairs, sink);
    else if (pairing === "position") await pairByPosition(left, right, sink);
    else {
      const rest = new LeftoverRows(plan.pairs, left.columns, right.columns, sink);
      if (pairing === "near") await leaveUnpaired(left, right, rest);
      else await pairByKey(left, right, places("a", plan.pairs), places("b", plan.pairs), rest);
      rest.settle();
    }
    return true;
  } finally {
    await left.close();
    await right.close();
  }
}

/** Both lists, one behind the other, as long as a list may be. */
export function joined(one: Outcome, other: Outcome): Outcome {
  const counts = { ...one.counts };
  for (const kind of ["missing", "extra", "changed"] as const) counts[kind] += other.counts[kind];
  return { differences: [...one.differences, ...other.differences].slice(0, 2 * LISTED), counts };
}

/** `12 of 9000 cells beyond the tolerance in 3 columns, worst soil_loss at hillslope 7: 0.41 -> 0.52; 1 row gone`. */
function noteOf(sink: DifferenceSink, plan: ColumnPlan, pairing: Pairing): string | undefined {
  const parts: string[] = [];
  const { worst } = sink;
  if (sink.beyond > 0 && worst !== undefined) {
    const columns = [...sink.columns.values()].filter(({ beyond }) => beyond > 0).length;
    const cells = (sink.pairsCount * plan.pairs.length).toLocaleString("en-US");
    const { baseline, produced } = worst;
    const [before, after] = typeof baseline === "number" && typeof produced === "number"
      ? tellApart(baseline, produced)
      : [JSON.stringify(baseline), JSON.stringify(produced)];
    parts.push(
      `${sink.beyond.toLocaleString("en-US")} of ${cells} cells in ${
        counted(columns, "column")
      } beyond the tolerance, worst ${worst.where}: ${before} -> ${after}`,
    );
  }
  if (sink.missingCount > 0) parts.push(`${counted(sink.missingCount, "row")} gone`);
  if (sink.extraCount > 0) parts.push(`${counted(sink.extraCount, "new row")}`);
  const isShifted = pairing === "position" && sink.missingCount + sink.extraCount > 0;
  if (isShifted) parts.push("rows are paired by number: key columns would tell which are new");
  return parts.length === 0 ? undefined : parts.join("; ");
}
