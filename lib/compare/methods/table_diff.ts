/** `table_diff`: tables by columns and rows, numbers within a tolerance; CSV, parquet and WEPP's reports. */
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import type { JsonObject } from "../../model/json.ts";
import { drawTables, type OpenedTables } from "../draw/table.ts";
import { Findings } from "../findings.ts";
import { closedObject } from "../params.ts";
import type { Table } from "../table/cells.ts";
import { ColumnRules } from "../table/column_plan.ts";
import { compareTables, joined } from "../table/compare_tables.ts";
import { FIRST_TABLE } from "../table/fixed_width.ts";
import { FORMATS, type Layout, openTables } from "../table/open_tables.ts";
import { bothSides, type Side } from "../text/content.ts";
import { EXACT, ToleranceParam } from "../tolerance.ts";
import type { Comparator, ComparatorInput, Outcome } from "../types.ts";

const Name = z.string().min(1, "must not be empty");
const Lines = z.int("must be a whole number").nonnegative("must not be negative").max(
  1000,
  "must be 1000 at most",
);

const Params = closedObject({
  /** By default seen from the name and the first bytes. */
  format: z.enum(FORMATS).optional(),
  /** Columns that tell rows apart. */
  key: z.union([Name, z.array(Name).min(1, "must not be empty")]).optional(),
  /** Whether rows may stand in another order; by default with a key only. */
  order: z.enum(["free", "fixed"]).optional(),
  /** Of all numbers, and of columns by name; names may hold `*`. */
  tolerance: ToleranceParam.optional(),
  tolerances: z.record(Name, ToleranceParam).optional(),
  /** Columns that do not count; names may hold `*`. */
  ignore: z.array(Name).optional(),
  column_order: z.enum(["free", "fixed"]).optional(),
  /** Of CSV: one character, rows that name the columns, lines before them. */
  delimiter: z.string().regex(/^[\t -~]$/, "must be one character of ASCII").optional(),
  header: Lines.optional(),
  skip: Lines.optional(),
});

export const tableDiff: Comparator = {
  method: "table_diff",
  summary:
    "tables (CSV, TSV, PSV, parquet, WEPP's reports) by `key` or row, with `tolerance`, `tolerances` by column, `ignore`",
  keeps: "file",
  params: Params,
  draw: async (input, clean) => drawTables(await opened(input), input.file, clean),
  async compare(input) {
    const { baseline, produced, rules } = await opened(input);
    return { ...await compareAll(baseline, produced, rules), unused: rules.unused };
  },
};

/** The tables of both sides, and the rules of the profile. */
async function opened(input: ComparatorInput): Promise<OpenedTables> {
  const { key = [], order, tolerance = EXACT, tolerances = {}, ignore = [], column_order, ...layout } = Params
    .parse(input.params);
  const paths = bothSides(input);
  const keys = [key].flat();
  const rules = new ColumnRules({
    key: keys,
    order: order ?? (keys.length > 0 ? "free" : "fixed"),
    tolerance,
    tolerances,
    ignore,
    columnOrder: column_order ?? "fixed",
  });
  const [baseline, produced] = [
    await openSide(paths.baseline, "baseline", input.file, layout),
    await openSide(paths.produced, "produced", input.file, layout),
  ];
  nameAlike(baseline, produced);
  rules.checkKeys(baseline.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return { baseline, produced, rules };
}

async function openSide(path: string, side: Side, file: string, layout: Layout): Promise<Table[]> {
  const say = (error: unknown) =>
    new Error(`The ${side} file "${file}" cannot be read as a table: ${messageOf(error)}`, { cause: error });
  try {
    const tables = await openTables(path, file, layout);
    return tables.map((table) => ({
      ...table,
      async *batches() {
        try {
          yield* table.batches();
        } catch (error) {
          throw say(error);
        }
      },
    }));
  } catch (error) {
    throw say(error);
  }
}

/** A table that is the only one of its side has no name: it stands for the first one of the other side. */
function nameAlike(baseline: readonly Table[], produced: readonly Table[]): void {
  const tables = [...baseline, ...produced];
  if (!tables.some(({ name }) => name === FIRST_TABLE)) return;
  for (const table of tables) if (table.name === "") table.name = FIRST_TABLE;
}

/** Tables of the same name with one another. */
async function compareAll(
  baseline: readonly Table[],
  produced: readonly Table[],
  rules: ColumnRules,
): Promise<Outcome> {
  const findings = new Findings();
  const notes: string[] = [];
  const facts: JsonObject = {};
  const partners = new Map(produced.map((table) => [table.name, table]));
  let outcome: Outcome = new Findings().outcome();
  for (const table of baseline) {
    const partner = partners.get(table.name);
    partners.delete(table.name);
    if (partner === undefined) {
      findings.missing(table.name || "table", null, "The table is gone");
      continue;
    }
    const found = await compareTables(table, partner, rules);
    outcome = joined(outcome, found);
    if (found.note !== undefined) notes.push(found.note);
    if (found.facts !== undefined) facts[table.name || "table"] = found.facts;
  }
  for (const name of partners.keys()) findings.extra(name || "table", null, "The table is new");
  return {
    ...joined(findings.outcome(), outcome),
    facts,
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
  };
}
