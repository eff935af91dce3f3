/** What a map is read by: the colours with their values, and how the numbers lie. */
import { type Limits, tickTexts } from "../../../compare/draw/limits.ts";
import { formatNumber } from "../../../compare/numbers.ts";
import { type Html, markup, type Part } from "../../../html/markup.ts";
import type { RasterView } from "../../../model/evidence.ts";
import { counted } from "../../../text/counted.ts";
import { DIFFERENCE_RAMP, MARKS, VALUE_RAMP } from "./colours.ts";

/** Units of a plot. */
const [WIDTH, HEIGHT] = [480, 90];

/** The legends of both scales, and the colours that are on neither. */
export function legendPart({ limits, unit, empties, stats: { lost, gained } }: RasterView): Html {
  const marks = [
    ...(empties ? [[MARKS.none, "no data"]] as const : []),
    ...(lost > 0 ? [[MARKS.gone, "data in the baseline only"]] as const : []),
    ...(gained > 0 ? [[MARKS.come, "data in the produced file only"]] as const : []),
  ];
  const of = unit === "" ? "" : ` in ${unit}`;
  return markup`<div class="ev-legend">${barOf(`values${of}`, limits.values, VALUE_RAMP)}${
    barOf(`produced - baseline${of}`, limits.differences, DIFFERENCE_RAMP)
  }${
    marks.length > 0 && markup`<p class="ev-marks">${
      marks.map(([colour, text]) => markup`<span><i style="background:${colour}"></i>${text}</span> `)
    }</p>`
  }</div>`;
}

function barOf(name: string, limits: Limits, ramp: readonly string[]): Html {
  const ends = [
    `${limits.isBelow ? "≤ " : ""}${formatNumber(limits.low)}`,
    `${limits.isAbove ? "≥ " : ""}${formatNumber(limits.high)}`,
  ];
  const inner = tickTexts(limits, 4).filter(({ share }) => share > 0.2 && share < 0.8);
  return markup`<div class="ev-bar"><p>${name}</p><div class="ramp" style="background:linear-gradient(to right,${
    ramp.join(",")
  })"></div><p class="ticks"><span>${ends[0]}</span>${
    inner.map(({ share, text }) => markup`<span style="left:${(share * 100).toFixed(1)}%">${text}</span>`)
  }<span>${ends[1]}</span></p></div>`;
}

/** How the values of both sides lie, and how their differences do. @param cells what is counted: `cells` */
export function histogramPart({ histogram, limits }: RasterView, cells: string): Html {
  const { baseline, produced } = histogram.values;
  const most = Math.max(1, ...baseline, ...produced);
  const moved = Math.max(1, ...histogram.differences);
  const title = cells.charAt(0).toUpperCase() + cells.slice(1);
  return markup`<figure class="ev-histogram"><figcaption>${title} by value: <span class="ev-key baseline">baseline, filled</span> <span class="ev-key produced">produced, line</span></figcaption>
${
    plotOf(
      `How the values of the ${cells} lie, at most ${counted(most, "cell")} in a bar`,
      markup`${barsOf(baseline, most, "baseline")}${outlineOf(produced, most)}`,
    )
  }${axisOf(limits.values, most)}</figure>
<figure class="ev-histogram"><figcaption>${title} that differ, by difference</figcaption>
${
    plotOf(
      `How the differences of the ${cells} lie, at most ${counted(moved, "cell")} in a bar`,
      barsOf(histogram.differences, moved, "apart"),
    )
  }${axisOf(limits.differences, moved)}</figure>`;
}

function plotOf(label: string, content: Part): Html {
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${content}</svg>`;
}

/** A bar that holds something is seen, however little it is. */
function heightOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(2, Math.round((count / most) * (HEIGHT - 4)));
}

function barsOf(counts: readonly number[], most: number, kind: string): Html[] {
  const width = WIDTH / counts.length;
  return counts.flatMap((count, bin) => {
    const height = heightOf(count, most);
    if (height === 0) return [];
    return [
      markup`<rect class="${kind}" x="${bin * width}" y="${HEIGHT - height}" width="${
        width - 0.5
      }" height="${height}"/>`,
    ];
  });
}

function outlineOf(counts: readonly number[], most: number): Html {
  const width = WIDTH / counts.length;
  const steps = counts.map((count, bin) => {
    const y = HEIGHT - heightOf(count, most);
    return `L${bin * width} ${y}L${(bin + 1) * width} ${y}`;
  });
  return markup`<path class="produced" d="M0 ${HEIGHT}${steps.join("")}L${WIDTH} ${HEIGHT}"/>`;
}

function axisOf({ low, high, isBelow, isAbove }: Limits, most: number): Html {
  return markup`<p class="ticks"><span>${isBelow ? "≤ " : ""}${
    formatNumber(low)
  }</span><span class="dim">highest bar: ${most}</span><span>${isAbove ? "≥ " : ""}${
    formatNumber(high)
  }</span></p>`;
}
