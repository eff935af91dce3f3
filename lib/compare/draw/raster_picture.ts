/** A picture of one band of two rasters: baseline, produced and what lies between them, side by side. */
import { counted } from "../../text/counted.ts";
import { formatDelta, formatNumber } from "../numbers.ts";
import { shortenMiddle } from "../shorten.ts";
import { Canvas, type Colour, FAINT, INK, lineHeight, textWidth } from "./canvas.ts";
import { differenceColour, GONE, NEW, NO_DATA, valueColour } from "./colours.ts";
import { colourBarWidth, drawColourBar, drawKey, type KeyEntry, keyWidth } from "./legend.ts";
import { type Limits, shareOf } from "./limits.ts";
import { differencesOf, rasterLimits } from "./raster_scales.ts";
import type { RasterSample, SideStats } from "./raster_sample.ts";

/** Most dots of a panel across and down. */
export const PANEL = 360;
const MARGIN = 24;
const GAP = 20;
const LINE = lineHeight();
/** So few dots that differ are ringed, else the one that differs most, where dots are small; pixels around them. */
const [FEW, SMALL, RING] = [12, 4, 5];
/** Longest line below the title, letters. */
const LETTERS = 110;

/** What stands above the panels. */
export interface PictureTitle {
  /** Path as in the run. */
  file: string;
  /** Band, unit, size. */
  what: string;
}

/** One of the three, with the scale to its right. */
interface Panel {
  name: string;
  colour: (dot: number) => Colour;
  /** Below it. */
  lines: readonly string[];
  scale?: { limits: Limits; colour: (share: number) => Colour };
  /** Dots with a ring around: few and small ones would not be seen. */
  ringed: readonly number[];
}

/** The picture. Statistics in it are those of all cells. */
export function rasterPicture(sample: RasterSample, title: PictureTitle): Canvas {
  const { columns, rows } = sample;
  const panels = panelsOf(sample);
  const key = keyOf(sample);
  const zoom = Math.max(1, Math.floor(PANEL / Math.max(columns, rows)));
  const [width, height] = [columns * zoom, rows * zoom];
  const widths = panels.map(({ name, lines, scale }) =>
    Math.max(
      width + (scale === undefined ? 0 : GAP / 2 + colourBarWidth(scale.limits, height)),
      ...[name, ...lines].map((text) => textWidth(text)),
    )
  );
  const below = Math.max(...panels.map(({ lines }) => lines.length)) * LINE;
  const content = widths.reduce((sum, each) => sum + each + GAP, -GAP);
  const what = shortenMiddle(title.what, LETTERS);
  const canvas = new Canvas(
    2 * MARGIN + Math.max(content, keyWidth(key), textWidth(what)),
    2 * MARGIN + 4 * LINE + height + LINE + below + (key.length === 0 ? 0 : 2 * LINE),
  );
  const letters = Math.floor((canvas.width - 2 * MARGIN) / textWidth("mm") * 2);
  canvas.text(MARGIN, MARGIN, shortenMiddle(title.file, letters));
  canvas.text(MARGIN, MARGIN + LINE, what, { colour: FAINT });
  const top = MARGIN + 4 * LINE;
  let x = MARGIN;
  panels.forEach(({ name, colour, lines, scale, ringed }, index) => {
    canvas.text(x, top - LINE - 2, name);
    for (let dot = 0; dot < columns * rows; dot++) {
      const [column, row] = [dot % columns, Math.floor(dot / columns)];
      canvas.fill({ x: x + column * zoom, y: top + row * zoom, width: zoom, height: zoom }, colour(dot));
    }
    canvas.frame({ x, y: top, width, height }, FAINT);
    for (const dot of zoom < SMALL ? ringed : []) {
      const [left, above] = [
        x + (dot % columns) * zoom - RING,
        top + Math.floor(dot / columns) * zoom - RING,
      ];
      canvas.frame({ x: left, y: above, width: 2 * RING + zoom, height: 2 * RING + zoom }, INK);
    }
    if (scale !== undefined) {
      drawColourBar(canvas, { x: x + width + GAP / 2, y: top, height }, scale.limits, scale.colour);
    }
    lines.forEach((line, at) => canvas.text(x, top + height + LINE + at * LINE, line));
    x += (widths[index] ?? 0) + GAP;
  });
  drawKey(canvas, MARGIN, top + height + 2 * LINE + below, key);
  return canvas;
}

function panelsOf(sample: RasterSample): Panel[] {
  const { a, b, sides, stats } = sample;
  const { values, differences } = rasterLimits(sample);
  const apart = differencesOf(a, b);
  const valueOf = (side: Float64Array) => (dot: number) => {
    const value = side[dot] ?? NaN;
    return Number.isNaN(value) ? NO_DATA : valueColour(shareOf(value, values));
  };
  const differing = [...a.keys()].filter((dot) => !Object.is(a[dot], b[dot]) && apart[dot] !== 0);
  const most = differing.reduce(
    (worst, dot) => Math.abs(apart[dot] ?? 0) > Math.abs(apart[worst] ?? 0) ? dot : worst,
    differing[0] ?? 0,
  );
  const ringed = differing.length > FEW ? [most] : differing;
  const difference = (share: number) => differenceColour(2 * share - 1);
  return [
    { name: "baseline", colour: valueOf(a), lines: sideLines(sides[0]), ringed: [] },
    {
      name: "produced",
      colour: valueOf(b),
      lines: sideLines(sides[1]),
      ringed: [],
      scale: { limits: values, colour: valueColour },
    },
    {
      name: "produced - baseline",
      colour: (dot) => {
        const [isEmpty, wasEmpty] = [Number.isNaN(b[dot] ?? NaN), Number.isNaN(a[dot] ?? NaN)];
        if (isEmpty || wasEmpty) return isEmpty && wasEmpty ? NO_DATA : isEmpty ? GONE : NEW;
        return difference(shareOf(apart[dot] ?? 0, differences));
      },
      lines: differenceLines(stats),
      ringed,
      scale: { limits: differences, colour: difference },
    },
  ];
}

function sideLines({ min, mean, max }: SideStats): string[] {
  if (Number.isNaN(mean)) return ["no cell has data"];
  return [`min  ${formatNumber(min)}`, `mean ${formatNumber(mean)}`, `max  ${formatNumber(max)}`];
}

function differenceLines({ count, beyond, lost, gained, worst }: RasterSample["stats"]): string[] {
  return [
    `${beyond} of ${counted(count, "cell")} moved`,
    ...(worst === null ? [] : [
      `most by ${formatDelta(worst.baseline, worst.produced)}`,
      `at row ${worst.row}, column ${worst.column}`,
    ]),
    ...(lost === 0 ? [] : [`${counted(lost, "cell")} without data now`]),
    ...(gained === 0 ? [] : [`${counted(gained, "cell")} with data now`]),
  ];
}

/** Colours that are on no scale, where they occur. */
function keyOf({ a, b, stats: { lost, gained } }: RasterSample): KeyEntry[] {
  const isEmpty = [a, b].some((side) => side.some(Number.isNaN));
  return [
    ...(isEmpty ? [{ colour: NO_DATA, text: "no data" }] : []),
    ...(lost > 0 ? [{ colour: GONE, text: "data in the baseline only" }] : []),
    ...(gained > 0 ? [{ colour: NEW, text: "data in the produced file only" }] : []),
  ];
}
