/** Differences of two tables: figures of each column, the first cells, and the columns as curves. */
import { type Html, markup } from "../../../html/markup.ts";
import type { TableView } from "../../../model/evidence.ts";
import { counted } from "../../../text/counted.ts";
import { andMore, deltaCell, sortableTable, valueCell } from "./part.ts";

/** The evidence of one table. @param picture its columns as curves */
export function tablePart(
  { table, keys, rows, columns, cells, omitted }: TableView,
  picture: Html | undefined,
): Html {
  const rules = new Map(columns.map(({ name, rule }) => [name, rule]));
  const [first] = keys;
  const by = first === undefined ? "" : ` by ${keys.join(", ")}`;
  const moved = [
    `${counted(rows.paired, "row")} on both sides${by}`,
    ...(rows.gone === 0 ? [] : [`${rows.gone} gone`]),
    ...(rows.come === 0 ? [] : [`${rows.come} new`]),
  ].join(", ");
  return markup`<div class="ev-cells">${table !== "" && markup`<h4>${table}</h4>`}<p>${moved}</p>
${
    sortableTable(
      "Columns that differ",
      [
        { name: "column" },
        { name: "cells that differ", isNumber: true },
        { name: "furthest apart: baseline", isNumber: true },
        { name: "furthest apart: produced", isNumber: true },
        { name: "difference", isNumber: true },
        { name: "tolerance" },
      ],
      columns.map(({ name, rule, beyond, worst }) => ({
        cells: [
          { shown: markup`<code>${name}</code>` },
          { shown: beyond },
          valueCell(worst?.baseline, "no number"),
          valueCell(worst?.produced, "no number"),
          deltaCell(worst?.baseline, worst?.produced),
          { shown: rule },
        ],
      })),
    )
  }${picture}
${columns.length > 1 && filterOf(columns.map(({ name }) => name))}
${
    sortableTable(
      "Cells that differ",
      [
        { name: first === undefined ? "row" : "key" },
        { name: "column" },
        { name: "baseline", isNumber: true },
        { name: "produced", isNumber: true },
        { name: "difference", isNumber: true },
        { name: "tolerance" },
      ],
      cells.map(({ key, column, baseline, produced }) => ({
        group: column,
        cells: [
          { shown: key },
          { shown: markup`<code>${column}</code>` },
          valueCell(baseline, "empty"),
          valueCell(produced, "empty"),
          deltaCell(baseline, produced),
          { shown: rules.get(column) ?? "" },
        ],
      })),
    )
  }${andMore(omitted, omitted === 1 ? "cell that differs" : "cells that differ")}</div>`;
}

/** Shows the cells of one column; the script makes it work and shows it. */
function filterOf(columns: readonly string[]): Html {
  return markup`<p class="ev-filter no-print" hidden><label>Cells of <select><option value="">all columns</option>${
    columns.map((name) => markup`<option value="${name}">${name}</option>`)
  }</select></label> <span class="dim" role="status"></span></p>`;
}
