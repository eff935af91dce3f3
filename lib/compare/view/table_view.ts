/** What a report shows of two tables: the first cells that differ, and figures of each column. */
import type { TableView } from "../../model/evidence.ts";
import type { TableSample } from "../draw/table_sample.ts";
import type { Clean } from "../types.ts";
import { cleanCell, evidenceNumber } from "./view_file.ts";

/** The view of two tables of one name. */
export function tableView(file: string, table: string, sample: TableSample, clean: Clean): TableView {
  const differing = sample.columns.filter(({ beyond }) => beyond > 0);
  const cells = sample.cells.map(({ key, column, baseline, produced }) => ({
    ...{ key: clean(key), column: clean(column) },
    ...{ baseline: cleanCell(baseline, clean), produced: cleanCell(produced, clean) },
  }));
  return {
    ...{ kind: "table", file: clean(file), table: clean(table), keys: sample.keys.map(clean) },
    rows: { paired: sample.paired, gone: sample.gone, come: sample.come },
    columns: differing.map(({ pair, beyond, worst: [before, after] }) => ({
      ...{ name: clean(pair.name), rule: pair.rule, beyond },
      ...(before === after
        ? {}
        : { worst: { baseline: evidenceNumber(before), produced: evidenceNumber(after) } }),
    })),
    cells,
    omitted: differing.reduce((sum, { beyond }) => sum + beyond, 0) - cells.length,
  };
}
