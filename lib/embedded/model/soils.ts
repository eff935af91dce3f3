/** Soils of the hillslopes. */
import { hash01, noise, round } from "./noise.ts";

/** Soil of one hillslope. */
export interface Soil {
  mukey: string;
  texture: string;
  /** Per cent. */
  clay: number;
  sand: number;
  /** Saturated conductivity, mm/h. */
  ksat: number;
  /** Erodibility, relative. */
  ki: number;
  /** Millimetres. */
  depth: number;
  /** Saturation at the start, fraction. */
  initial_sat: number;
  sol_ver: number;
}

/** What "build soils" says. */
export interface SoilOptions {
  mode: number;
  initialSat: number;
  solVer: number;
  /** Factor of the drift option. */
  factor: number;
}

/**
 * Soil at a place under a burn class. Fire seals the surface from version 9001 of the soil files on.
 *
 * @param burn 0 unburned to 3 high
 */
export function soilAt(lat: number, lon: number, burn: number, options: SoilOptions): Soil {
  const at = options.mode === 1 ? 0.5 : noise(lon * 90, lat * 90, 21);
  const clay = round(8 + 30 * at, 1);
  const sand = round(70 - 45 * at, 1);
  const sealed = options.solVer >= 9001 ? 1 - 0.22 * burn : 1;
  const version = 0.97 + 0.06 * hash01("sol_ver", options.solVer);
  return {
    mukey: String(2_400_000 + Math.floor(at * 40) * 1789),
    texture: clay > 28 ? "clay loam" : sand > 52 ? "sandy loam" : "silt loam",
    clay,
    sand,
    ksat: round((4 + 36 * (1 - at)) * sealed * version * options.factor, 3),
    ki: round((0.6 + 0.9 * at) * (1 + 0.5 * burn), 4),
    depth: Math.round(500 + 1200 * (1 - at)),
    initial_sat: options.initialSat,
    sol_ver: options.solVer,
  };
}
