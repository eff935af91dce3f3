/** Colours for numbers that people with any kind of colour vision can tell apart. */
import type { Colour } from "./canvas.ts";

/** Eleven colours from the lowest number to the highest. */
type Ramp = readonly string[];

/** matplotlib's viridis by S. van der Walt and N. Smith: even steps of lightness, also in grey. */
const VIRIDIS: Ramp = "440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725".split(
  " ",
);
/** C. Brewer's RdBu, turned round: blue is less, red is more, white is the same. */
const BLUE_RED: Ramp = "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f".split(
  " ",
);

/** Cells without data. */
export const NO_DATA: Colour = [190, 190, 190];
/** Cells with data in the baseline only, and in the produced file only: neither ramp has these. */
export const GONE: Colour = [0, 0, 0];
export const NEW: Colour = [255, 204, 0];
/** The two sides where both are in one plot: C. Brewer's blue and M. Okabe and K. Ito's vermilion. */
export const BASELINE: Colour = [33, 102, 172];
export const PRODUCED: Colour = [213, 94, 0];

/** Colour of a number from 0 to 1. */
export function valueColour(share: number): Colour {
  return between(VIRIDIS, share);
}

/** Colour of a difference from -1 to 1. */
export function differenceColour(share: number): Colour {
  return between(BLUE_RED, (share + 1) / 2);
}

function between(ramp: Ramp, share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const [low, high] = [parse(ramp[Math.floor(place)]), parse(ramp[Math.ceil(place)])];
  const part = place - Math.floor(place);
  const mixed = (index: 0 | 1 | 2) => Math.round(low[index] + (high[index] - low[index]) * part);
  return [mixed(0), mixed(1), mixed(2)];
}

function parse(hex = "000000"): Colour {
  const bits = parseInt(hex, 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}
