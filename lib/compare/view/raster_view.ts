/** What a report shows of one band of two rasters: a grid of cells, scales, how the numbers lie, the worst cells. */
import type { RasterView } from "../../model/evidence.ts";
import { type Limits, shareOf } from "../draw/limits.ts";
import type { RasterSample } from "../draw/raster_sample.ts";
import { differencesOf, rasterLimits } from "../draw/raster_scales.ts";
import { shown as shownNumber } from "../raster/description.ts";
import type { RasterHeader } from "../raster/header.ts";
import type { Clean } from "../types.ts";
import { distance, GRID_BYTES, gridOf, type ShownCells } from "./raster_grid.ts";
import { evidenceNumber } from "./view_file.ts";

const BINS = 48;
/** Cells that are listed: those furthest apart, and those with data on one side only. */
const [WORST, ONE_SIDED] = [12, 4];

/** Which band it is. */
export interface BandOf {
  file: string;
  /** From 0. */
  band: number;
  headers: readonly [baseline: RasterHeader, produced: RasterHeader];
  /** Views of the same file, which share the room. */
  views: number;
}

/** The view of a band. */
export function rasterView(
  sample: RasterSample,
  { file, band, headers: [header, other], views }: BandOf,
  clean: Clean,
): RasterView {
  const { width, height, type, transform, bands, meanings } = header;
  const limits = rasterLimits(sample);
  const { count, beyond, lost, gained } = sample.stats;
  const shown = gridOf(sample, { width, height }, GRID_BYTES / views);
  return {
    kind: "raster",
    file: clean(file),
    ...{ band: band + 1, bands, type, width, height },
    unit: clean(meanings[band]?.unit ?? ""),
    transform: transform !== null && transform.every(Number.isFinite) ? transform : null,
    crs: clean(crsText(header)),
    nodata: {
      baseline: shownNumber(header.nodata) as number | string | null,
      produced: shownNumber(other.nodata) as number | string | null,
    },
    grid: shown.grid,
    limits,
    histogram: {
      values: { baseline: histogram(shown.a, limits.values), produced: histogram(shown.b, limits.values) },
      differences: histogram(
        differencesOf(shown.a, shown.b).filter((apart) => apart !== 0),
        limits.differences,
      ),
    },
    stats: { count, differing: beyond, lost, gained },
    empties: [shown.a, shown.b].some((side) => side.some(Number.isNaN)),
    worst: worstOf(shown, width),
  };
}

/** How many of the numbers lie in each part of the span; those beyond it are in the first or the last. */
function histogram(numbers: Float64Array, limits: Limits): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of numbers) {
    if (Number.isNaN(value)) continue;
    const bin = Math.min(BINS - 1, Math.floor(shareOf(value, limits) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function worstOf({ a, b, cells }: ShownCells, width: number): RasterView["worst"] {
  const apart = a.map((value, dot) => distance(value, b[dot] ?? NaN));
  const isOneSided = (dot: number) => Number.isNaN(a[dot] ?? NaN) || Number.isNaN(b[dot] ?? NaN);
  const dots = [...apart.keys()].filter((dot) => (apart[dot] ?? 0) > 0)
    .sort((x, y) => (apart[y] ?? 0) - (apart[x] ?? 0) || x - y);
  const moved = dots.filter((dot) => !isOneSided(dot));
  return [...moved.slice(0, WORST), ...dots.filter(isOneSided).slice(0, ONE_SIDED)].map((dot) => {
    const cell = cells[dot] ?? 0;
    return {
      row: Math.floor(cell / width),
      column: cell % width,
      baseline: evidenceNumber(a[dot] ?? NaN),
      produced: evidenceNumber(b[dot] ?? NaN),
    };
  });
}

/** `EPSG:32611`; where the file has no such number, its keys. */
function crsText({ crs }: RasterHeader): string {
  for (const key of ["ProjectedCSTypeGeoKey", "GeographicTypeGeoKey"]) {
    const code = crs[key];
    // 32767 is "user-defined" (OGC GeoTIFF 1.1).
    if (typeof code === "number" && code < 32767) return `EPSG:${code}`;
  }
  return Object.entries(crs).map(([key, value]) => `${key.replace(/GeoKey$/, "")} ${String(value)}`).join(
    ", ",
  );
}
