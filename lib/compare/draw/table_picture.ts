/** A picture of the columns of two tables that differ: both sides in one plot, the difference in another. */
import { counted } from "../../text/counted.ts";
import { formatDelta } from "../numbers.ts";
import { shortenMiddle } from "../shorten.ts";
import { type Box, Canvas, type Colour, FAINT, lineHeight, textWidth } from "./canvas.ts";
import { POINTS } from "./column_curve.ts";
import { BASELINE, PRODUCED } from "./colours.ts";
import { drawKey } from "./legend.ts";
import { type Limits, limitsOf, padded } from "./limits.ts";
import { axisWidth, drawAxes, drawBand, drawCurve, type Span } from "./plot.ts";
import type { PictureTitle } from "./raster_picture.ts";
import type { ColumnSample } from "./table_sample.ts";

/** A plot, pixels. */
const [WIDTH, HEIGHT] = [1.5 * POINTS, 130];
const MARGIN = 24;
const GAP = 24;
const LINE = lineHeight();
const LETTERS = 100;
/** From one column to the next: its name, the plot, the numbers of its rows. */
const ROW = HEIGHT + 3 * LINE;
/** What a tolerance allows. */
const ALLOWED: Colour = [222, 222, 222];
const DIFFERENCE: Colour = [60, 60, 60];

/** The picture. @param clean of names of columns */
export function tablePicture(
  columns: readonly ColumnSample[],
  title: PictureTitle,
  clean: (text: string) => string,
): Canvas {
  const plots = columns.map((column) => plotsOf(column, clean));
  const [left, right] = [0, 1].map((side) =>
    Math.max(...plots.map(({ limits }) => axisWidth(limits[side] ?? limits[0], HEIGHT)))
  ) as [number, number];
  const first = MARGIN + left;
  const second = first + WIDTH + GAP + right;
  const widest = Math.max(WIDTH, ...plots.map(({ words }) => textWidth(words)));
  const top = MARGIN + 4.5 * LINE;
  const canvas = new Canvas(second + widest + MARGIN, top + columns.length * ROW + MARGIN);
  canvas.text(MARGIN, MARGIN, shortenMiddle(title.file, LETTERS));
  canvas.text(MARGIN, MARGIN + LINE, shortenMiddle(title.what, LETTERS), { colour: FAINT });
  drawKey(canvas, first, MARGIN + 2.5 * LINE, [
    { colour: BASELINE, text: "baseline" },
    { colour: PRODUCED, text: "produced" },
  ]);
  drawKey(canvas, second, MARGIN + 2.5 * LINE, [
    { colour: DIFFERENCE, text: "produced - baseline" },
    { colour: ALLOWED, text: "within the tolerance" },
  ]);
  plots.forEach(({ name, words, limits: [values, differences], points, rows }, index) => {
    const y = top + index * ROW;
    canvas.text(first, y, name);
    canvas.text(second, y, words);
    const box: Box = { x: first, y: y + LINE, width: WIDTH, height: HEIGHT };
    drawAxes(canvas, box, values);
    drawCurve(canvas, box, values, points.map(({ baseline }) => baseline), { colour: BASELINE, thick: 3 });
    drawCurve(canvas, box, values, points.map(({ produced }) => produced), { colour: PRODUCED, thick: 1 });
    const other = { ...box, x: second };
    drawBand(canvas, other, differences, points.map(({ allowed }) => allowed), ALLOWED);
    drawAxes(canvas, other, differences);
    drawCurve(canvas, other, differences, points.map(({ apart }) => apart), { colour: DIFFERENCE, thick: 1 });
    for (const x of [first, second]) {
      canvas.text(x, y + LINE + HEIGHT + 6, "row 1", { colour: FAINT });
      canvas.text(x + WIDTH, y + LINE + HEIGHT + 6, `row ${rows}`, { colour: FAINT, align: "right" });
    }
  });
  return canvas;
}

/** What is drawn of one column. */
function plotsOf(
  { pair, curve, beyond, worst: [before, after] }: ColumnSample,
  clean: (text: string) => string,
) {
  const points = curve.result();
  const numbers = (of: (point: typeof points[number]) => Span) => Float64Array.from(points.flatMap(of));
  const both = Float64Array.of(
    ...numbers(({ baseline }) => baseline),
    ...numbers(({ produced }) => produced),
  );
  const limits: [Limits, Limits] = [
    padded(limitsOf(both)),
    padded(limitsOf(Float64Array.of(0, ...numbers(({ apart }) => apart)))),
  ];
  const most = before === after ? "" : `, most by ${formatDelta(before, after)}`;
  const rule = pair.rule === "exact" ? "" : ` beyond ${pair.rule}`;
  return {
    name: shortenMiddle(clean(pair.name), Math.floor(WIDTH / textWidth("mm") * 2)),
    words: `${beyond} of ${counted(curve.rows, "cell")}${rule === "" ? " differ" : rule}${most}`,
    ...{ limits, points, rows: curve.rows },
  };
}
