/** Ash on burned hillslopes: how much lies there, how much goes. */
import type { Cover } from "./landuse.ts";
import { hash01, round } from "./noise.ts";
import type { Hillslope } from "./watershed.ts";

/** What "run ash" says. */
export interface AshOptions {
  /** 0 loads, 1 depths, 2 maps. */
  depthMode: number;
  /** `M/D`. */
  fireDate: string;
  /** Grams per cubic centimetre. */
  blackDensity: number;
  whiteDensity: number;
  /** Mode 0: tonnes per hectare; mode 1: millimetres. */
  black: number;
  white: number;
  wind: boolean;
  model: string;
  transport: string;
  /** Factor of the drift option. */
  factor: number;
}

/** Ash of one hillslope, tonnes per hectare. */
export interface AshResult {
  topaz_id: number;
  wepp_id: number;
  type: "black" | "white" | "none";
  initial: number;
  water_transport: number;
  wind_transport: number;
  remaining: number;
}

/**
 * Ash of each hillslope.
 *
 * @param loads mode 2: mean load of each hillslope from the uploaded map, by TOPAZ id
 * @param types mode 2: dominant value of the type map (odd is black), by TOPAZ id
 * @param rain mean annual precipitation, millimetres
 */
export function ashOnSlopes(
  hillslopes: readonly Hillslope[],
  covers: ReadonlyMap<number, Cover>,
  options: AshOptions,
  rain: number,
  loads: ReadonlyMap<number, number>,
  types: ReadonlyMap<number, number>,
): AshResult[] {
  const model = 0.9 + 0.2 * hash01("ash", options.model, options.transport, options.fireDate);
  return hillslopes.map((slope) => {
    const burn = covers.get(slope.topaz_id)?.burn ?? 0;
    const mapped = types.get(slope.topaz_id);
    const white = mapped === undefined ? burn === 3 : mapped % 2 === 0;
    const depth = white ? options.white : options.black;
    const density = white ? options.whiteDensity : options.blackDensity;
    const load = options.depthMode === 2
      ? (loads.get(slope.topaz_id) ?? 0) * (0.5 + density)
      : burn === 0
      ? 0
      : options.depthMode === 0
      ? depth * (0.8 + 0.2 * density)
      : depth * density * 10;
    const initial = round(load * options.factor, 3);
    const water = round(initial * model * rain / (rain + 900) * (0.4 + slope.slope), 3);
    const wind = round(options.wind ? (initial - water) * 0.06 : 0, 3);
    return {
      topaz_id: slope.topaz_id,
      wepp_id: slope.wepp_id,
      type: initial === 0 ? "none" : white ? "white" : "black",
      initial,
      water_transport: water,
      wind_transport: wind,
      remaining: round(Math.max(0, initial - water - wind), 3),
    };
  });
}
