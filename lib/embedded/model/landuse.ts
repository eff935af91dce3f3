/** Land cover: which class lies where, and what a class means for cover. */
import { cellPlace, type Grid } from "./grid.ts";
import { clamp, hash01, noise, round } from "./noise.ts";

/** Cover of one hillslope, fractions 0 to 1. */
export interface Cover {
  /** Class of the map, as text: `42`. */
  key: string;
  management: string;
  cancov: number;
  inrcov: number;
  rilcov: number;
  /** 0 unburned to 3 high. */
  burn: number;
}

/** What decides the cover of a class. */
export interface CoverOptions {
  mapping: string;
  burnShrubs: boolean;
  burnGrass: boolean;
  /** Cover set by hand, by class and kind: `{"42": {"cancov": 0.45}}`. */
  overrides: Record<string, Record<string, number>>;
  /** Factor of the drift option. */
  factor: number;
}

/** Classes of the invented national map. */
const CLASSES: Record<string, { name: string; cancov: number; ground: number; kind: string }> = {
  "11": { name: "Open water", cancov: 0.02, ground: 1, kind: "water" },
  "31": { name: "Barren", cancov: 0.05, ground: 0.2, kind: "bare" },
  "41": { name: "Deciduous forest", cancov: 0.8, ground: 0.9, kind: "forest" },
  "42": { name: "Evergreen forest", cancov: 0.85, ground: 0.95, kind: "forest" },
  "43": { name: "Mixed forest", cancov: 0.82, ground: 0.92, kind: "forest" },
  "52": { name: "Shrub", cancov: 0.5, ground: 0.7, kind: "shrub" },
  "71": { name: "Grassland", cancov: 0.4, ground: 0.65, kind: "grass" },
  "81": { name: "Pasture", cancov: 0.6, ground: 0.75, kind: "grass" },
  "82": { name: "Cultivated crops", cancov: 0.55, ground: 0.35, kind: "crop" },
};

/** The classes from which the map without upload is drawn, wettest first. */
const DRAWN = [42, 42, 41, 43, 52, 71, 81, 31];

/**
 * Class of each cell from the data base that was chosen.
 *
 * @param database `nlcd/2021`; another year is another map
 */
export function mapFromDatabase(grid: Grid, database: string): number[] {
  const shift = Math.floor(hash01(database) * 1000);
  const out: number[] = [];
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const { lat, lon } = cellPlace(grid, column, row);
      const wet = noise(lon * 120 + shift, lat * 120, 11) * 0.8 +
        noise(lon * 600, lat * 600 + shift, 12) * 0.2;
      out.push(DRAWN[Math.min(DRAWN.length - 1, Math.floor(wet * DRAWN.length))] ?? 42);
    }
  }
  return out;
}

/** Cover of a class under a burn class. */
export function coverOf(landclass: number, burn: number, options: CoverOptions): Cover {
  const key = String(landclass);
  const known = CLASSES[key] ??
    { name: `Class ${key}`, cancov: 0.3 + 0.4 * hash01(key), ground: 0.6, kind: "other" };
  const burns = known.kind === "forest" || (known.kind === "shrub" && options.burnShrubs) ||
    (known.kind === "grass" && options.burnGrass);
  const severity = burns ? burn : 0;
  const left = 1 - 0.28 * severity;
  const style = 0.98 + 0.04 * hash01("mapping", options.mapping);
  const set = options.overrides[key] ?? {};
  const value = (kind: string, natural: number): number =>
    round(clamp((set[kind] ?? natural * left * style) * options.factor, 0, 1), 4);
  return {
    key,
    management: severity === 0 ? known.name : `${known.name}, burned (${severity})`,
    cancov: value("cancov", known.cancov),
    inrcov: value("inrcov", known.ground),
    rilcov: value("rilcov", known.ground * 0.97),
    burn: severity,
  };
}
