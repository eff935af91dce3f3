/** Draws what differs between the tables of two files: a picture a table, a plot for each column that differs. */
import { counted } from "../../text/counted.ts";
import type { Table } from "../table/cells.ts";
import type { ColumnRules } from "../table/column_plan.ts";
import type { Clean, Picture } from "../types.ts";
import { encodePng } from "./png.ts";
import { tablePicture } from "./table_picture.ts";
import { tableView } from "../view/table_view.ts";
import { viewFile } from "../view/view_file.ts";
import { type ColumnSample, sampleTables, type TableSample } from "./table_sample.ts";

/** Tables of a file, and columns of a table, that are drawn: those of which the most cells differ. */
const MOST_TABLES = 4;
const MOST_COLUMNS = 6;

/** The tables of both sides, and the rules of the profile. */
export interface OpenedTables {
  baseline: readonly Table[];
  produced: readonly Table[];
  rules: ColumnRules;
}

/**
 * The pictures of a file, `.png` or, where it has several tables, `.table2.png`, each with its view. Tables in which no
 * number differs have no picture. Both sides are read once more, a batch at a time.
 *
 * @throws Error of the readers
 */
export async function drawTables(
  { baseline, produced, rules }: OpenedTables,
  file: string,
  clean: Clean,
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let [drawn, views] = [0, 0];
  for (const [index, table] of baseline.entries()) {
    const partner = produced.find(({ name }) => name === table.name);
    if (partner === undefined || drawn === MOST_TABLES) continue;
    const sample = await sampleTables(table, partner, rules);
    if (sample === undefined) continue;
    const stem = baseline.length === 1 ? "" : `.table${index + 1}`;
    if (sample.cells.length > 0 && views++ < MOST_TABLES) {
      pictures.push(viewFile(tableView(file, table.name, sample, clean), stem));
    }
    const columns = sample.columns.filter(({ numbers }) => numbers > 0);
    if (columns.length === 0) continue;
    drawn++;
    const most = [...columns].sort((x, y) => y.numbers - x.numbers).slice(0, MOST_COLUMNS);
    const title = { file: clean(file), what: clean(whatOf(table.name, sample, columns, most)) };
    pictures.push({ suffix: `${stem}.png`, bytes: encodePng(tablePicture(most, title, clean)) });
  }
  return pictures;
}

/** `table 2, 150 rows by hillslope, 2 gone; 3 of 9 columns differ`. */
function whatOf(
  name: string,
  { columns, paired, gone, come, keys }: TableSample,
  differing: readonly ColumnSample[],
  drawn: readonly ColumnSample[],
): string {
  const by = keys.length === 0 ? "" : ` by ${keys.join(", ")}`;
  const fewer = drawn.length < differing.length ? `, here the ${drawn.length} with the most cells` : "";
  return [
    ...(name === "" ? [] : [name]),
    `${counted(paired, "row")}${by}`,
    ...(gone === 0 ? [] : [`${gone} gone`]),
    ...(come === 0 ? [] : [`${come} new`]),
  ].join(", ") + `; numbers of ${differing.length} of ${counted(columns.length, "column")} differ${fewer}`;
}
