/** Grids on the ground: where cells lie, in UTM metres and in degrees. */

/** Bounds in degrees: west, south, east, north. */
export type Bounds = readonly [number, number, number, number];

/** A regular north-up grid. */
export interface Grid {
  width: number;
  height: number;
  /** Cell size in metres. */
  cell: number;
  /** UTM easting of the left edge and northing of the top edge, metres. */
  west: number;
  north: number;
  /** EPSG code of the UTM zone. */
  epsg: number;
  bounds: Bounds;
}

/** How many cells the longer side has at most. */
const LONG_SIDE = 40;

/**
 * The grid that covers the bounds with at most {@link LONG_SIDE} cells a side; cells are whole multiples of
 * the configured cell size.
 *
 * @param bounds degrees
 * @param cellsize metres
 */
export function gridOver(bounds: Bounds, cellsize: number): Grid {
  const [west, south, east, north] = bounds;
  const zone = Math.floor((((west + east) / 2) + 180) / 6) + 1;
  const low = toUtm(south, west, zone);
  const high = toUtm(north, east, zone);
  const extent = Math.max(high.easting - low.easting, high.northing - low.northing);
  const cell = cellsize * Math.max(1, Math.ceil(extent / (LONG_SIDE * cellsize)));
  return {
    width: Math.max(4, Math.round((high.easting - low.easting) / cell)),
    height: Math.max(4, Math.round((high.northing - low.northing) / cell)),
    cell,
    west: Math.round(low.easting / cell) * cell,
    north: Math.round(high.northing / cell) * cell,
    epsg: ((south + north) / 2 < 0 ? 32700 : 32600) + zone,
    bounds,
  };
}

/** Latitude and longitude of a cell's centre, degrees. */
export function cellPlace(grid: Grid, column: number, row: number): { lat: number; lon: number } {
  const [west, south, east, north] = grid.bounds;
  return {
    lat: north - (north - south) * (row + 0.5) / grid.height,
    lon: west + (east - west) * (column + 0.5) / grid.width,
  };
}

/** Column and row of a place, or undefined when it lies outside of the grid. */
export function placeCell(grid: Grid, lat: number, lon: number): { column: number; row: number } | undefined {
  const [west, south, east, north] = grid.bounds;
  const column = Math.floor((lon - west) / (east - west) * grid.width);
  const row = Math.floor((north - lat) / (north - south) * grid.height);
  const inside = column >= 0 && row >= 0 && column < grid.width && row < grid.height;
  return inside ? { column, row } : undefined;
}

/** Transverse Mercator on WGS 84 (the usual series), good to a metre; results are rounded to cells. */
function toUtm(lat: number, lon: number, zone: number): { easting: number; northing: number } {
  const a = 6378137;
  const e2 = 0.00669437999014;
  const radians = Math.PI / 180;
  const phi = lat * radians;
  const sin = Math.sin(phi);
  const cos = Math.cos(phi);
  const tan2 = (sin / cos) * (sin / cos);
  const second = e2 / (1 - e2);
  const n = a / Math.sqrt(1 - e2 * sin * sin);
  const c = second * cos * cos;
  const d = (lon - (zone * 6 - 183)) * radians * cos;
  const m = a * ((1 - e2 / 4 - 3 * e2 * e2 / 64) * phi -
    (3 * e2 / 8 + 3 * e2 * e2 / 32) * Math.sin(2 * phi) +
    (15 * e2 * e2 / 256) * Math.sin(4 * phi));
  const d2 = d * d;
  const easting = 0.9996 * n * d * (1 + (1 - tan2 + c) * d2 / 6) + 500000;
  const northing = 0.9996 *
    (m + n * (sin / cos) * d2 * (0.5 + (5 - tan2 + 9 * c + 4 * c * c) * d2 / 24));
  return { easting, northing: lat < 0 ? northing + 10_000_000 : northing };
}
