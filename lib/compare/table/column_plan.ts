/** Which columns of two tables stand for one another, and by which rule each pair is compared. */
import type { Findings } from "../findings.ts";
import { unknownKeys } from "../params.ts";
import { EXACT, type Tolerance, toleranceText } from "../tolerance.ts";
import type { Column, Table } from "./cells.ts";

/** Rules of a profile for tables. Names of columns may hold `*`. */
export interface TableRules {
  /** Columns that tell rows apart; none: rows are paired by their number, or as a whole. */
  key: readonly string[];
  /** Whether rows may stand in another order. */
  order: "free" | "fixed";
  /** Of all numbers, and of the columns that are named. */
  tolerance: Tolerance;
  tolerances: Readonly<Record<string, Tolerance>>;
  ignore: readonly string[];
  /** Whether columns may stand in another order. */
  columnOrder: "free" | "fixed";
}

/** A column that both tables have. */
export interface ColumnPair {
  name: string;
  /** Its places in the tables. */
  a: number;
  b: number;
  tolerance: Tolerance;
  /** The tolerance in words. */
  rule: string;
  types: readonly [baseline: string | undefined, produced: string | undefined];
}

/** The columns of two tables. */
export interface ColumnPlan {
  /** Compared by value; the key is not among them. */
  pairs: ColumnPair[];
  keys: ColumnPair[];
  /** Names of key columns that one of the tables does not have. */
  lacksKey: boolean;
}

/** The rules by name of column, and which of them were ever of use. */
export class ColumnRules {
  readonly rules: TableRules;
  readonly #used = new Set<string>();

  constructor(rules: TableRules) {
    this.rules = rules;
  }

  ignores(name: string): boolean {
    const matching = this.rules.ignore.filter((pattern) => matches(pattern, name));
    for (const pattern of matching) this.#used.add(pattern);
    return matching.length > 0;
  }

  /** Of several rules for a column the last counts. */
  tolerance(name: string): Tolerance {
    const matching = Object.entries(this.rules.tolerances).filter(([pattern]) => matches(pattern, name));
    for (const [pattern] of matching) this.#used.add(pattern);
    return matching.at(-1)?.[1] ?? this.rules.tolerance;
  }

  get unused(): string[] {
    return [...this.rules.ignore, ...Object.keys(this.rules.tolerances)].filter((rule) =>
      !this.#used.has(rule)
    );
  }

  /** @throws Error when no table of the file has a key column */
  checkKeys(columns: readonly string[]): void {
    const unknown = this.rules.key.filter((name) => !columns.includes(name));
    if (unknown.length > 0) throw new Error(`params.key: ${unknownKeys(unknown, columns)}`);
  }
}

/**
 * Pairs the columns; what one side lacks, and another order, is a difference.
 *
 * @throws Error when the ignores leave no column to be compared
 */
export function planColumns(a: Table, b: Table, rules: ColumnRules, findings: Findings): ColumnPlan {
  const place = a.name === "" ? "" : `${a.name} `;
  const isKey = new Set(rules.rules.key);
  // Without its key a row is no row: an ignored one still tells rows apart.
  const counted = (columns: readonly Column[]) =>
    columns.filter(({ name }) => !rules.ignores(name) || isKey.has(name));
  const [left, right] = [counted(a.columns), counted(b.columns)];
  if (left.length === 0) throw new Error("There is nothing left to compare: the ignores match every column");
  const at = new Map(b.columns.map((column, index) => [column.name, index]));
  const plan: ColumnPlan = { pairs: [], keys: [], lacksKey: false };
  const names = new Set(left.map(({ name }) => name));
  a.columns.forEach((column, index) => {
    if (!left.includes(column)) return;
    const other = at.get(column.name);
    if (other === undefined) {
      findings.missing(`${place}column ${column.name}`, column.type ?? "column", "The column is gone");
      return;
    }
    const tolerance = isKey.has(column.name) ? EXACT : rules.tolerance(column.name);
    (isKey.has(column.name) ? plan.keys : plan.pairs).push({
      name: column.name,
      a: index,
      b: other,
      tolerance,
      rule: toleranceText(tolerance),
      types: [column.type, b.columns[other]?.type],
    });
  });
  for (const { name, type } of right) {
    if (!names.has(name)) findings.extra(`${place}column ${name}`, type ?? "column", "The column is new");
  }
  const common = (columns: readonly Column[]) =>
    columns.map(({ name }) => name).filter((name) => names.has(name) && at.has(name));
  const [before, after] = [common(left).join(", "), common(right).join(", ")];
  if (before !== after && rules.rules.columnOrder === "fixed") {
    findings.changed(`${place}columns`, before, after, "The columns stand in another order", "exact");
  }
  plan.keys.sort((x, y) => rules.rules.key.indexOf(x.name) - rules.rules.key.indexOf(y.name));
  plan.lacksKey =
    plan.keys.length < rules.rules.key.filter((name) => a.columns.some((c) => c.name === name)).length;
  return plan;
}

function matches(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su").test(name);
}
