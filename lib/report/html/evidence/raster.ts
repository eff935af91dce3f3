/** Differences of one band of two rasters: maps that are swiped, looked at cell by cell, and read by legend and list. */
import { formatNumber } from "../../../compare/numbers.ts";
import { type Html, markup } from "../../../html/markup.ts";
import type { EvidenceCell, RasterView } from "../../../model/evidence.ts";
import { DIFFERENCE_RAMP, MARKS, VALUE_RAMP } from "./colours.ts";
import { deltaCell, numberText, sortableTable, valueCell } from "./part.ts";
import { histogramPart, legendPart } from "./scales.ts";

/** Maps may be so much wider than high, and the reverse. */
const FLATTEST = 8;

/** The evidence of a band. @param picture what is shown where no script runs */
export function rasterPart(view: RasterView, picture: Html | undefined): Html {
  const { grid, worst, file } = view;
  const cells = isWhole(view) ? "cells" : "cells shown";
  return markup`<figure class="ev-raster" data-view="${JSON.stringify(dataOf(view))}" style="--ratio:${
    ratioOf(view)
  }">
<figcaption><p>${titleOf(view)}</p><p class="dim">${
    sampleText(view)
  } Rows and columns count from 0, from the upper left.</p></figcaption>
<div class="ev-live" hidden><div class="ev-maps-side">
<div role="group" aria-label="View of the maps" class="ev-modes no-print">${
    [["swipe", "Swipe"], ["sides", "Side by side"], ["difference", "Difference"]].map(([mode, name]) =>
      markup`<button type="button" data-mode="${mode}" aria-pressed="${
        String(mode === "swipe")
      }">${name}</button>`
    )
  }</div>
<div class="ev-maps" data-mode="swipe" tabindex="0" role="application" aria-label="Maps of ${file}, ${grid.columns} columns and ${grid.rows} rows of cells: the arrow keys go from cell to cell">${
    ["baseline", "produced", "difference"].map((name) =>
      markup`<div class="ev-map" data-map="${name}"><span class="ev-name">${
        name === "difference" ? "produced - baseline" : name
      }</span><div class="ev-frame"><canvas width="${grid.columns}" height="${grid.rows}"></canvas>${
        name === "produced" && markup`<i class="ev-divider"></i>`
      }<i class="ev-cell" hidden></i></div></div>`
    )
  }</div>
<label class="ev-swipe no-print">Swipe: baseline to the left, produced to the right <input type="range" min="0" max="100" value="50" step="1"></label>
<p class="ev-told" role="status">Point at a cell, or go from cell to cell with the arrow keys.</p>
</div></div>
${picture !== undefined && markup`<noscript>${picture}</noscript>`}
<div class="ev-scales">${legendPart(view)}${histogramPart(view, cells)}</div>
${worst.length > 0 && worstOf(view)}
</figure>`;
}

/** The cells that are furthest apart; a button goes there on the map. */
function worstOf({ file, worst, grid }: RasterView): Html {
  const cell = (value: EvidenceCell) =>
    typeof value !== "number" ? valueCell(value, "no data") : {
      shown: markup`<code>${numberText(value, grid.encoding === "float32")}</code>`,
      sort: value,
    };
  return markup`<div class="ev-worst"><h4>Cells furthest apart</h4>${
    sortableTable(
      `Cells of ${file} that are furthest apart`,
      [
        { name: "cell" },
        { name: "baseline", isNumber: true },
        { name: "produced", isNumber: true },
        { name: "difference", isNumber: true },
      ],
      worst.map(({ row, column, baseline, produced }, at) => ({
        cells: [
          {
            shown:
              markup`<button type="button" data-row="${row}" data-column="${column}">row ${row}, column ${column}</button>`,
            sort: at,
          },
          cell(baseline),
          cell(produced),
          deltaCell(baseline, produced),
        ],
      })),
    )
  }</div>`;
}

/** What the script needs. */
function dataOf({ width, height, transform, grid, limits }: RasterView) {
  const span = ({ low, high }: { low: number; high: number }) => [low, high];
  return {
    ...{ width, height, transform, ...grid },
    values: { limits: span(limits.values), ramp: VALUE_RAMP },
    differences: { limits: span(limits.differences), ramp: DIFFERENCE_RAMP },
    marks: MARKS,
  };
}

/** `band 1 in kg m-2, float32, 20 x 26 cells of 30 x 30, EPSG:32611, no data -9999`. */
function titleOf({ band, bands, unit, type, width, height, transform, crs, nodata }: RasterView): string {
  const [, dx = 0, rx = 0, , ry = 0, dy = 0] = transform ?? [];
  const cell = transform === null
    ? ""
    : ` of ${formatNumber(Math.hypot(dx, ry))} x ${formatNumber(Math.hypot(rx, dy))}`;
  const none = nodata.baseline === nodata.produced
    ? nodata.baseline === null ? [] : [`no data is ${nodata.baseline}`]
    : [`no data is ${nodata.baseline ?? "not said"}, now ${nodata.produced ?? "not said"}`];
  return [
    `${bands > 1 ? `band ${band} of ${bands}` : "band 1"}${unit === "" ? "" : ` in ${unit}`}`,
    ...[type, `${width} x ${height} cells${cell}`],
    ...(crs === "" ? [] : [crs]),
    ...none,
  ].join(", ");
}

/** True when every cell of the raster is on the map. */
function isWhole({ width, height, grid }: RasterView): boolean {
  return grid.columns === width && grid.rows === height;
}

function sampleText(view: RasterView): string {
  if (isWhole(view)) return "Every cell is shown.";
  const { width, height, grid } = view;
  const size = [width / grid.columns, height / grid.rows].map((side) => formatNumber(side, 3)).join(" x ");
  return `Each cell shown stands for ${size} cells; its values are those of the one that differs most.`;
}

/** Width to height of the map, in units of the map. */
function ratioOf({ width, height, transform }: RasterView): string {
  const [, dx = 1, , , , dy = 1] = transform ?? [];
  const ratio = Math.abs((width * dx) / (height * dy));
  const plain = Number.isFinite(ratio) && ratio > 0 ? ratio : width / height;
  return Math.min(FLATTEST, Math.max(1 / FLATTEST, plain)).toFixed(4);
}
