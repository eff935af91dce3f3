/** GeoJSON of channels and subcatchments, in degrees. */
import { cellPlace, type Grid } from "./grid.ts";
import { round } from "./noise.ts";

/** A GeoJSON feature collection as plain data. */
export interface FeatureCollection {
  type: "FeatureCollection";
  features: { type: "Feature"; properties: Record<string, number | string>; geometry: object }[];
}

/** Channels of a mask: one short line for each cell, down to the cell it drains to. */
export function channelLines(
  grid: Grid,
  mask: readonly boolean[],
  receiver: readonly number[],
): FeatureCollection {
  const lines = mask.flatMap((channel, cell) => {
    const to = receiver[cell] ?? -1;
    return channel && to >= 0 ? [[centre(grid, cell), centre(grid, to)]] : [];
  });
  return collection([{
    properties: { Order: 1 },
    geometry: { type: "MultiLineString", coordinates: lines },
  }]);
}

/** One multi-polygon for each label: its cells, row by row. */
export function labelPolygons(grid: Grid, labels: readonly number[]): FeatureCollection {
  const shapes = new Map<number, number[][][][]>();
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width;) {
      const label = labels[row * grid.width + column] ?? 0;
      const start = column;
      while (column < grid.width && labels[row * grid.width + column] === label) column++;
      if (label !== 0 && label % 10 !== 4) {
        shapes.set(label, [...shapes.get(label) ?? [], [box(grid, start, column, row)]]);
      }
    }
  }
  return collection(
    [...shapes].sort((a, b) => a[0] - b[0]).map(([label, coordinates]) => ({
      properties: { TopazID: label },
      geometry: { type: "MultiPolygon", coordinates },
    })),
  );
}

/** A single point. */
export function point(lon: number, lat: number): FeatureCollection {
  return collection([{
    properties: {},
    geometry: { type: "Point", coordinates: [round(lon, 6), round(lat, 6)] },
  }]);
}

function collection(
  features: { properties: Record<string, number | string>; geometry: object }[],
): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: features.map((feature) => ({ type: "Feature", ...feature })),
  };
}

function centre(grid: Grid, cell: number): number[] {
  const { lat, lon } = cellPlace(grid, cell % grid.width, Math.floor(cell / grid.width));
  return [round(lon, 5), round(lat, 5)];
}

function box(grid: Grid, from: number, to: number, row: number): number[][] {
  const low = cellPlace(grid, from - 0.5, row + 0.5);
  const high = cellPlace(grid, to - 0.5, row - 0.5);
  const [west, east] = [round(low.lon, 5), round(high.lon, 5)];
  const [south, north] = [round(low.lat, 5), round(high.lat, 5)];
  return [[west, south], [east, south], [east, north], [west, north], [west, south]];
}
