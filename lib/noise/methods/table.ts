/** Noise of tables: columns within tolerances or left out, rows that change places paired by what tells them apart. */
import { FORMATS, openTables } from "../../compare/table/open_tables.ts";
import { ColumnSurvey } from "../column_survey.ts";
import type { Rows } from "../table_order.ts";
import { readRows, rowsVary, UNTOLD } from "../table_rows.ts";
import type { LearnedRule, NoiseLearner, Samples } from "../types.ts";

/** Parameters of `table_diff` that say how a file is read. */
const LAYOUT = ["format", "delimiter", "header", "skip"] as const;

export const tableNoise: NoiseLearner = {
  methods: ["table_diff"],
  reads: (file) => /\.(?:csv|tsv|psv|parquet)$/i.test(file),
  async learn(comparison, files, margin): Promise<LearnedRule | string> {
    const own = comparison.method === "table_diff" ? comparison.params ?? {} : {};
    const survey = new ColumnSurvey(own);
    for (const samples of files) {
      const why = await addTables(samples, own, survey);
      if (why !== undefined) return why;
    }
    const { params, findings } = survey.rules(margin);
    const [only, ...more] = survey.key ?? [];
    const order = survey.key === undefined
      ? {}
      : only === undefined
      ? { order: "free" }
      : { key: more.length === 0 ? only : survey.key };
    return {
      comparison: { ...comparison, method: "table_diff", params: { ...own, ...order, ...params } },
      findings,
    };
  },
};

/** @returns why not, when the tables are not of one shape, or nothing tells rows apart that change places */
async function addTables(
  { file, plays }: Samples,
  own: Record<string, unknown>,
  survey: ColumnSurvey,
): Promise<string | undefined> {
  const layout = Object.fromEntries(LAYOUT.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, value]];
  })) as { format?: typeof FORMATS[number] };
  const opened = [];
  for (const path of plays) opened.push(await openTables(path, file, layout));
  for (const [index, table] of (opened[0] ?? []).entries()) {
    const names = table.columns.map(({ name }) => name);
    const rows: Rows[] = [];
    for (const tables of opened) {
      const other = tables[index];
      if (tables.length !== opened[0]?.length || other === undefined) return "has other tables in some plays";
      if (other.columns.map(({ name }) => name).join("\n") !== names.join("\n")) {
        return "has other columns in some plays";
      }
      rows.push(await readRows(other));
    }
    const why = rowsVary(rows);
    if (why !== undefined) return why;
    if (survey.add(names, rows) === undefined) return UNTOLD;
  }
  return undefined;
}
