/** Colours of maps and plots for a page: those of the pictures. */
import type { Colour } from "../../../compare/draw/canvas.ts";
import { differenceColour, GONE, NEW, NO_DATA, valueColour } from "../../../compare/draw/colours.ts";

/** Stops of a ramp, evenly spaced: between two of them colours are mixed. */
const STOPS = 11;

export function hexOf(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

const stops = (colour: (share: number) => Colour) =>
  Array.from({ length: STOPS }, (_, stop) => hexOf(colour(stop / (STOPS - 1))));

/** From the lowest value to the highest, and from less to more. */
export const VALUE_RAMP: readonly string[] = stops(valueColour);
export const DIFFERENCE_RAMP: readonly string[] = stops((share) => differenceColour(2 * share - 1));
/** Cells that are on no ramp. */
export const MARKS = { none: hexOf(NO_DATA), gone: hexOf(GONE), come: hexOf(NEW) };
