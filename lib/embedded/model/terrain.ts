/** The invented ground: one elevation for each place on earth, and the elevation model cut out of it. */
import { type Bounds, cellPlace, type Grid, gridOver } from "./grid.ts";
import { noise, round } from "./noise.ts";
import { resample, type Values } from "./raster.ts";

/** What a request for an elevation model says. */
export interface TerrainRequest {
  bounds: Bounds;
  /** Longitude and latitude of the map's centre: the main valley runs through it. */
  center: readonly [number, number];
  zoom: number;
  /** Metres. */
  cellsize: number;
  /** Factor of the drift option. */
  factor: number;
  /** An uploaded elevation model that takes the place of the invented ground. */
  uploaded?: Values;
}

/** An elevation model, metres above the sea. */
export interface Terrain {
  grid: Grid;
  elevation: number[];
}

/** Metres above the sea at a place. A tilt to the south with hills of three sizes on it. */
export function elevationAt(lat: number, lon: number): number {
  const tilt = Math.abs(2 * (lat / 2 - Math.floor(lat / 2)) - 1);
  return 350 + 1400 * tilt + 320 * noise(lon * 9, lat * 9, 1) + 110 * noise(lon * 55, lat * 55, 2) +
    16 * noise(lon * 210, lat * 210, 3);
}

/** The elevation model for a request. A deeper zoom shows smaller features. */
export function makeTerrain(request: TerrainRequest): Terrain {
  const grid = gridOver(request.bounds, request.cellsize);
  const detail = 3 * Math.max(0, request.zoom - 8) / 8;
  const uploaded = request.uploaded === undefined ? undefined : resample(request.uploaded, grid);
  const elevation: number[] = [];
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const { lat, lon } = cellPlace(grid, column, row);
      const ground = uploaded?.[row * grid.width + column] ??
        elevationAt(lat, lon) + basinAt(request, lat, lon) + detail * noise(lon * 900, lat * 900, 4);
      elevation.push(round(ground * request.factor, 2));
    }
  }
  return { grid, elevation };
}

/** People draw the map around a basin: it falls to the middle and to the south. */
function basinAt(request: TerrainRequest, lat: number, lon: number): number {
  const [west, south, east, north] = request.bounds;
  const aside = (lon - request.center[0]) / (east - west);
  const up = (lat - south - (request.center[1] - (south + north) / 2) / 4) / (north - south);
  return 11_000 * (east - west) * aside * aside + 4500 * (north - south) * up;
}
