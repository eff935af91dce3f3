/** A picture in the making: rectangles, lines and text on RGB pixels. */
import { LETTER, lettersOf } from "./font.ts";
import type { Pixels } from "./png.ts";

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

export const WHITE: Colour = [255, 255, 255];
export const INK: Colour = [32, 32, 32];
export const FAINT: Colour = [118, 118, 118];

/** A part of the picture in pixels; `x` and `y` are its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How a text is set. */
export interface TextStyle {
  colour?: Colour;
  /** Pixels of a dot (default 2). */
  scale?: number;
  /** Which end of the text is at `x` (default left). */
  align?: "left" | "centre" | "right";
}

/** Pixels of a letter above its tail, in the usual size. */
export const LETTER_HEIGHT = 14;
/** Space between letters, dots. */
const SPACE = 1;

/** Pixels that a text takes. */
export function textWidth(text: string, scale = 2): number {
  return Math.max(0, lettersOf(text).length * (LETTER.width + SPACE) - SPACE) * scale;
}

/** Pixels from one line of text to the next. */
export function lineHeight(scale = 2): number {
  return (LETTER.height + 2) * scale;
}

/** What lies outside of the picture is not drawn. */
export class Canvas implements Pixels {
  readonly rgb: Uint8Array;

  constructor(readonly width: number, readonly height: number, background: Colour = WHITE) {
    this.rgb = new Uint8Array(width * height * 3);
    this.fill({ x: 0, y: 0, width, height }, background);
  }

  fill({ x, y, width, height }: Box, [red, green, blue]: Colour): void {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(this.width, Math.round(x + width))];
    const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(this.height, Math.round(y + height))];
    for (let row = top; row < bottom; row++) {
      for (let at = (row * this.width + left) * 3; at < (row * this.width + right) * 3; at += 3) {
        this.rgb[at] = red;
        this.rgb[at + 1] = green;
        this.rgb[at + 2] = blue;
      }
    }
  }

  /** A line around a box, outside of it. */
  frame({ x, y, width, height }: Box, colour: Colour): void {
    this.fill({ x: x - 1, y: y - 1, width: width + 2, height: 1 }, colour);
    this.fill({ x: x - 1, y: y + height, width: width + 2, height: 1 }, colour);
    this.fill({ x: x - 1, y, width: 1, height }, colour);
    this.fill({ x: x + width, y, width: 1, height }, colour);
  }

  /** A line between two points, some pixels thick. */
  line(
    from: readonly [x: number, y: number],
    to: readonly [x: number, y: number],
    colour: Colour,
    thick = 1,
  ): void {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      const [x, y] = [from[0] + (dx * step) / steps, from[1] + (dy * step) / steps];
      this.fill({ x: x - thick / 2, y: y - thick / 2, width: thick, height: thick }, colour);
    }
  }

  /** Text with its upper edge at `y`. */
  text(
    x: number,
    y: number,
    text: string,
    { colour = INK, scale = 2, align = "left" }: TextStyle = {},
  ): void {
    const shift = { left: 0, centre: 0.5, right: 1 }[align] * textWidth(text, scale);
    let left = Math.round(x - shift);
    for (const rows of lettersOf(text)) {
      rows.forEach((bits, row) => {
        for (let column = 0; column < LETTER.width; column++) {
          if ((bits & (1 << (LETTER.width - 1 - column))) === 0) continue;
          const dot = { x: left + column * scale, y: Math.round(y) + row * scale };
          this.fill({ ...dot, width: scale, height: scale }, colour);
        }
      });
      left += (LETTER.width + SPACE) * scale;
    }
  }
}
