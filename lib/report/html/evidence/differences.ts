/** The list of differences of any method. */
import { formatDelta, tellApart } from "../../../compare/numbers.ts";
import { type Html, markup } from "../../../html/markup.ts";
import type { ComparisonReport, Difference } from "../../../model/report.ts";
import { andMore, sortableTable, type TableCell, type TableRow, valueCell } from "./part.ts";

/** Differences that are listed of a comparison. */
const MOST_LISTED = 200;

/** The list of differences; nothing when there are none. */
export function differencesPart({ differences, omitted, files }: ComparisonReport): Html | undefined {
  if (differences.length === 0) return undefined;
  const listed = differences.slice(0, MOST_LISTED);
  const hasFile = files.length > 1 && listed.some(({ file }) => file !== undefined);
  const hasRule = listed.some(({ tolerance }) => tolerance !== undefined);
  const columns = [
    ...(hasFile ? [{ name: "file" }] : []),
    ...[{ name: "where" }, { name: "kind" }, { name: "baseline" }, { name: "produced" }, {
      name: "difference",
    }],
    ...(hasRule ? [{ name: "tolerance" }] : []),
  ];
  const rows = listed.map((one): TableRow => ({
    cells: [
      ...(hasFile ? [{ shown: markup`<code>${one.file ?? ""}</code>` }] : []),
      { shown: markup`<code>${one.where}</code>` },
      { shown: markup`<span class="badge ev-${one.kind}">${one.kind}</span>` },
      ...valueCells(one),
      messageCell(one),
      ...(hasRule ? [{ shown: one.tolerance ?? "" }] : []),
    ],
  }));
  return markup`${sortableTable("Differences", columns, rows)}${
    andMore(differences.length - listed.length + omitted, "that are counted, not listed")
  }`;
}

/** Both values; numbers with as many digits as tell them apart. */
function valueCells({ kind, baseline, actual }: Difference): TableCell[] {
  if (typeof baseline === "number" && typeof actual === "number") {
    const [before, after] = tellApart(baseline, actual);
    return [{ shown: markup`<code>${before}</code>`, sort: baseline }, {
      shown: markup`<code>${after}</code>`,
      sort: actual,
    }];
  }
  const none = (value: Difference["baseline"], isLacking: boolean) =>
    value === null ? "null" : isLacking ? "none" : "";
  return [
    valueCell(baseline, none(baseline, kind === "extra")),
    valueCell(actual, none(actual, kind === "missing")),
  ];
}

function messageCell({ baseline, actual, message }: Difference) {
  if (typeof baseline !== "number" || typeof actual !== "number") return { shown: message };
  const delta = formatDelta(baseline, actual);
  return {
    shown: message.includes(delta) ? message : `${delta}: ${message}`,
    sort: Math.abs(actual - baseline),
  };
}
