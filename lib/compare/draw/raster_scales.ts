/** What two rasters are shown by: the span of their values, their differences, and the span of these. */
import { evenLimits, type Limits, limitsOf } from "./limits.ts";
import type { RasterSample } from "./raster_sample.ts";

/** The limits of the values of both sides, and of what lies between them. */
export function rasterLimits({ a, b }: RasterSample): { values: Limits; differences: Limits } {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return { values: limitsOf(both), differences: evenLimits(differencesOf(a, b)) };
}

/** Produced less baseline of each dot; NaN where one has no data. */
export function differencesOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, dot) => value === b[dot] ? 0 : (b[dot] ?? NaN) - value);
}
