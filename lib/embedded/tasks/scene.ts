/** The ground of a run, computed again from what was asked: elevation, drainage, labels of the cells. */
import type { App } from "../app.ts";
import { type Bounds, type Grid, gridOver } from "../model/grid.ts";
import { drain, type Flow } from "../model/flow.ts";
import { BURN_NODATA, dominant } from "../model/burn.ts";
import { decodeRaster, resample, type Values } from "../model/raster.ts";
import { makeTerrain, type Terrain } from "../model/terrain.ts";
import { abstractWatershed, channelMask, type Watershed } from "../model/watershed.ts";
import { extensionOf, securedName } from "../runs/names.ts";
import type { StateOf } from "../runs/nodb.ts";
import type { Run } from "../runs/run.ts";
import type { Upload } from "./fields.ts";
import { HttpError } from "../http/reply.ts";
import { sha256 } from "../../files/hash.ts";

/** Ground with channels. */
export interface Scene {
  terrain: Terrain;
  flow: Flow;
  channels: boolean[];
}

/** The four-class burn severity raster that landuse and soils read. */
export const FOUR_CLASSES = "disturbed/sbs_4class.tif";
/** Value of cells without data in the float rasters. */
export const NODATA = -9999;

/** Extensions of raster uploads. */
export const RASTERS = ["tif", "tiff", "img", "vrt"] as const;

/**
 * Ground with channels of a run.
 *
 * @throws Error when no elevation model was fetched
 */
export async function sceneOf(run: Run, app: App): Promise<Scene> {
  const { dem } = await run.state("watershed");
  if (dem === null) throw new Error("The DEM has not been fetched");
  const uploaded = dem.uploaded === null ? undefined : await readRaster(run, dem.uploaded);
  const terrain = makeTerrain({
    bounds: dem.bounds,
    center: dem.center,
    zoom: dem.zoom,
    cellsize: dem.cellsize,
    factor: app.drift.elevation,
    ...uploaded === undefined ? {} : { uploaded },
  });
  const flow = drain(terrain);
  return { terrain, flow, channels: channelMask(flow, dem.csa, dem.mcl) };
}

/**
 * The watershed of a run with its scene.
 *
 * @throws Error when it was not abstracted
 */
export async function watershedOf(run: Run, app: App): Promise<Scene & { watershed: Watershed }> {
  const { _outlet: outlet, abstraction } = await run.state("watershed");
  if (outlet === null || abstraction === null) throw new Error("The watershed has not been abstracted");
  const scene = await sceneOf(run, app);
  const watershed = abstractWatershed(scene.terrain, scene.flow, scene.channels, outlet.cell, {
    clipLength: abstraction.clip_hillslope_length ?? undefined,
    ofeLength: abstraction.mofe_target_length,
    ofeBuffer: abstraction.mofe_buffer,
    walkFlowpaths: abstraction.walk_flowpaths,
    biegerWidths: abstraction.bieger2015_widths,
  });
  return { ...scene, watershed };
}

/** Grid of the run's elevation model, or of a square of the raster's own size where there is none yet. */
export function gridFor(state: StateOf<"watershed">, values: Values): Grid {
  if (state.dem !== null) return gridOver(state.dem.bounds, state.dem.cellsize);
  const bounds: Bounds = [-117.01, 46.69, -117, 46.7];
  return { ...gridOver(bounds, 30), width: values.width, height: values.height };
}

/** Burn class of each hillslope by TOPAZ id; nothing when the run has no burn severity map. */
export async function burnOf(run: Run, grid: Grid, labels: number[]): Promise<Map<number, number>> {
  if ((await run.state("disturbed")).disturbed_fn === null) return new Map();
  const classes = resample(await readRaster(run, FOUR_CLASSES), grid);
  return dominant(labels, classes, BURN_NODATA);
}

/** Keeps an upload in a folder of the run under its secured name; returns its path. */
export async function keepUpload(run: Run, folder: string, upload: Upload, prefix = ""): Promise<string> {
  const path = `${folder}/${prefix}${securedName(upload.name)}`;
  await run.write(path, upload.bytes);
  return path;
}

/** A stored raster. */
export async function readRaster(run: Run, path: string): Promise<Values> {
  const bytes = await run.bytes(path);
  if (bytes === undefined) throw new Error(`The raster ${path} is not there`);
  return await readValues(path, bytes);
}

/**
 * Values of an uploaded raster. Formats other than GeoTIFF are not read: a small pattern from their bytes stands
 * for them.
 *
 * @throws HttpError 400 for a GeoTIFF that cannot be read
 */
export async function readValues(name: string, bytes: Uint8Array): Promise<Values> {
  if (!/^tiff?$/.test(extensionOf(name))) {
    const data = Array.from(sha256(bytes), (digit) => 1 + Number.parseInt(digit, 16) % 4);
    return { width: 8, height: 8, data, nodata: undefined };
  }
  try {
    return await decodeRaster(bytes);
  } catch {
    throw new HttpError(400, `Could not read raster ${name}`, { code: "validation_error" });
  }
}
