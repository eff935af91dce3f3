/** A plot: a frame with numbers at its left edge, and curves of points from left to right. */
import { type Box, type Canvas, type Colour, FAINT, LETTER_HEIGHT, lineHeight, textWidth } from "./canvas.ts";
import { type Limits, shareOf, tickTexts } from "./limits.ts";

const TICK = 5;
const GRID: Colour = [228, 228, 228];
/** Side of a mark at a point, pixels; marks are set where points lie further apart than this. */
const MARK = 5;

/** Least and greatest at one place; NaN where nothing is. */
export type Span = readonly [low: number, high: number];

/** Pixels that the numbers at the edge take. */
export function axisWidth(limits: Limits, height: number): number {
  return TICK + 4 + Math.max(0, ...ticksIn(limits, height).map(({ text }) => textWidth(text)));
}

/** The frame with lines at round numbers. */
export function drawAxes(canvas: Canvas, box: Box, limits: Limits): void {
  canvas.frame(box, FAINT);
  for (const { share, text } of ticksIn(limits, box.height)) {
    const y = placeOf(share, box);
    canvas.fill({ ...box, y, height: 1 }, GRID);
    canvas.fill({ x: box.x - TICK, y, width: TICK, height: 1 }, FAINT);
    canvas.text(box.x - TICK - 4, y - LETTER_HEIGHT / 2, text, { align: "right" });
  }
}

/**
 * A curve through the points, each as high as its span.
 *
 * @param thick pixels
 */
export function drawCurve(
  canvas: Canvas,
  box: Box,
  limits: Limits,
  spans: readonly Span[],
  { colour, thick }: { colour: Colour; thick: number },
): void {
  const distance = box.width / Math.max(1, spans.length);
  let before: readonly [x: number, low: number, high: number] | undefined;
  spans.forEach(([low, high], index) => {
    if (Number.isNaN(low)) {
      before = undefined;
      return;
    }
    const x = box.x + (index + 0.5) * distance;
    const [bottom, top] = [placeOf(shareOf(low, limits), box), placeOf(shareOf(high, limits), box)];
    upright(canvas, x, top, bottom, colour, thick);
    if (distance > 2 * MARK) {
      canvas.fill({ x: x - MARK / 2, y: (top + bottom - MARK) / 2, width: MARK, height: MARK }, colour);
    }
    if (before !== undefined) {
      const [fromX, fromTop, fromBottom] = before;
      const to = clamp((fromTop + fromBottom) / 2, top, bottom);
      canvas.line([fromX, clamp(to, fromTop, fromBottom)], [x, to], colour, thick);
    }
    before = [x, top, bottom];
  });
}

/** The band between two curves: what a tolerance allows. */
export function drawBand(
  canvas: Canvas,
  box: Box,
  limits: Limits,
  heights: readonly number[],
  colour: Colour,
): void {
  const distance = box.width / Math.max(1, heights.length);
  heights.forEach((height, index) => {
    if (!(height > 0)) return;
    const [top, bottom] = [placeOf(shareOf(height, limits), box), placeOf(shareOf(-height, limits), box)];
    const x = Math.round(box.x + index * distance);
    const width = Math.round(box.x + (index + 1) * distance) - x;
    canvas.fill({ x, y: top, width, height: bottom - top + 1 }, colour);
  });
}

function upright(
  canvas: Canvas,
  x: number,
  top: number,
  bottom: number,
  colour: Colour,
  thick: number,
): void {
  canvas.fill({ x: x - thick / 2, y: top - thick / 2, width: thick, height: bottom - top + thick }, colour);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function ticksIn(limits: Limits, height: number): { share: number; text: string }[] {
  return tickTexts(limits, Math.max(2, Math.floor(height / (1.2 * lineHeight()))));
}

function placeOf(share: number, { y, height }: Box): number {
  return Math.round(y + (1 - share) * (height - 1));
}
