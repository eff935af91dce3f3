/** What the colours of a picture mean: a bar with numbers, and a key. */
import { formatNumber } from "../numbers.ts";
import {
  type Box,
  type Canvas,
  type Colour,
  FAINT,
  INK,
  LETTER_HEIGHT,
  lineHeight,
  textWidth,
} from "./canvas.ts";
import { type Limits, tickTexts } from "./limits.ts";

/** Width of a bar and length of a tick, pixels. */
const BAR = 18;
const TICK = 5;
/** Least pixels between two numbers at a bar. */
const APART = 2 * lineHeight();
const SWATCH = 16;
const GAP = 8;

/** A colour and what it stands for. */
export interface KeyEntry {
  colour: Colour;
  text: string;
}

function labels(limits: Limits, height: number): { share: number; text: string }[] {
  return tickTexts(limits, Math.max(2, Math.floor(height / APART)));
}

/** Pixels that a bar takes with its numbers. */
export function colourBarWidth(limits: Limits, height: number): number {
  const texts = [...labels(limits, height).map(({ text }) => text), ...beyond(limits)];
  return BAR + TICK + GAP + Math.max(0, ...texts.map((text) => textWidth(text)));
}

/**
 * A bar with the greatest number at the top.
 *
 * @param box its upper left corner and its height
 * @param colour of a share of the bar from 0, at the bottom, to 1
 */
export function drawColourBar(
  canvas: Canvas,
  { x, y, height }: Omit<Box, "width">,
  limits: Limits,
  colour: (share: number) => Colour,
): void {
  for (let row = 0; row < height; row++) {
    const share = height === 1 ? 0.5 : 1 - row / (height - 1);
    canvas.fill({ x, y: y + row, width: BAR, height: 1 }, colour(share));
  }
  canvas.frame({ x, y, width: BAR, height }, FAINT);
  const at = (share: number) => y + Math.round((1 - share) * (height - 1));
  for (const { share, text } of labels(limits, height)) {
    canvas.fill({ x: x + BAR, y: at(share), width: TICK, height: 1 }, INK);
    canvas.text(x + BAR + TICK + GAP / 2, at(share) - LETTER_HEIGHT / 2, text);
  }
  const [above, below] = [limits.isAbove, limits.isBelow];
  if (above) canvas.text(x, y - lineHeight(), beyond(limits)[0] ?? "", { colour: FAINT });
  if (below) canvas.text(x, y + height + GAP / 2, beyond(limits).at(-1) ?? "", { colour: FAINT });
}

/** Words at the ends of a bar beyond which numbers lie. */
function beyond({ low, high, isAbove, isBelow }: Limits): string[] {
  return [
    ...(isAbove ? [`> ${formatNumber(high, 4)}`] : []),
    ...(isBelow ? [`< ${formatNumber(low, 4)}`] : []),
  ];
}

/** Swatches with words in one line. */
export function drawKey(canvas: Canvas, x: number, y: number, entries: readonly KeyEntry[]): void {
  let left = x;
  for (const { colour, text } of entries) {
    canvas.fill({ x: left, y, width: SWATCH, height: SWATCH }, colour);
    canvas.frame({ x: left, y, width: SWATCH, height: SWATCH }, FAINT);
    canvas.text(left + SWATCH + GAP, y + 1, text);
    left += SWATCH + GAP + textWidth(text) + 3 * GAP;
  }
}

/** Pixels that {@link drawKey} takes. */
export function keyWidth(entries: readonly KeyEntry[]): number {
  return entries.reduce((sum, { text }) => sum + SWATCH + 4 * GAP + textWidth(text), 0);
}
