/** Tasks from the map to the watershed: elevation and channels, outlet, subcatchments. */
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { writeCsv } from "../model/csv.ts";
import type { Bounds } from "../model/grid.ts";
import { cellPlace } from "../model/grid.ts";
import { round } from "../model/noise.ts";
import { encodeRaster } from "../model/raster.ts";
import { channelLines, labelPolygons, point } from "../model/shapes.ts";
import { snapOutlet } from "../model/watershed.ts";
import { configNumber } from "../runs/config.ts";
import type { Run } from "../runs/run.ts";
import { inSomeOrder, timeLines } from "../unsteady.ts";
import type { Fields } from "./fields.ts";
import { NODATA, sceneOf, watershedOf } from "./scene.ts";
import type { Task } from "./task.ts";

/** `fetch-dem-and-build-channels`. */
export const fetchDem: Task = {
  name: "fetch-dem-and-build-channels",
  flask: "rq/api/fetch_dem_and_build_channels",
  engine: "fetch-dem-and-build-channels",
  async start({ run, fields, app }) {
    const settings = await run.settings();
    const bounds = boundsOf(fields);
    const center = fields.numbers("map_center");
    const { uploaded_dem } = await run.state("watershed");
    const breach = fields.text("wbt_fill_or_breach") === "breach"
      ? 1 / (1 + fields.number("wbt_blc_dist", 0) / 100)
      : 0;
    const dem = {
      bounds,
      center: [center[0] ?? (bounds[0] + bounds[2]) / 2, center[1] ?? (bounds[1] + bounds[3]) / 2] as [
        number,
        number,
      ],
      zoom: fields.number("map_zoom", 12),
      cellsize: configNumber(settings, "general.cellsize", 30),
      uploaded: uploaded_dem,
      breach,
      csa: fields.number("csa", configNumber(settings, "watershed.csa", 5)),
      mcl: fields.number("mcl", configNumber(settings, "watershed.mcl", 60)),
    };
    return {
      message: "Job enqueued",
      job: {
        task: "fetch-dem-and-build-channels",
        func: "wepppy.rq.project_rq.fetch_dem_and_build_channels_rq",
        durationMs: 120,
        work: async () => {
          await run.change("watershed", {
            dem: { ...dem, bounds: [...bounds] as [number, number, number, number] },
            _outlet: null,
            abstraction: null,
            abstracted: false,
            hillslopes: [],
            channels: [],
          });
          await writeGround(run, app, breach);
          await run.log("watershed", `fetched dem extent=[${bounds.join(", ")}]`, app.now());
        },
      },
    };
  },
};

/** `set-outlet`. */
export const setOutlet: Task = {
  name: "set-outlet",
  flask: "rq/api/set_outlet",
  engine: "set-outlet",
  async start({ run, fields, app }) {
    fields.required("latitude");
    fields.required("longitude");
    const lat = fields.number("latitude", 0);
    const lng = fields.number("longitude", 0);
    await requireDem(run);
    return {
      message: "Job enqueued",
      job: {
        task: "set-outlet",
        func: "wepppy.rq.project_rq.set_outlet_rq",
        durationMs: 40,
        work: async () => {
          const { terrain: { grid }, flow, channels } = await sceneOf(run, app);
          const found = snapOutlet(grid, flow, channels, lat, lng);
          if (found === undefined) throw new Error(`The outlet (${lat}, ${lng}) lies outside of the DEM`);
          const pixel: [number, number] = [found.cell % grid.width, Math.floor(found.cell / grid.width)];
          const place = cellPlace(grid, ...pixel);
          await run.change("watershed", {
            _outlet: {
              lat: round(place.lat, 6),
              lng: round(place.lon, 6),
              pixel_coords: pixel,
              distance_from_requested: round(found.distance, 1),
              cell: found.cell,
            },
            abstraction: null,
            abstracted: false,
            hillslopes: [],
            channels: [],
          });
          await run.writeJson("dem/wbt/outlet.geojson", point(place.lon, place.lat));
          await run.log("watershed", `outlet set at pixel ${pixel.join(",")}`, app.now());
        },
      },
    };
  },
};

/** `build-subcatchments-and-abstract-watershed`. */
export const buildSubcatchments: Task = {
  name: "build-subcatchments-and-abstract-watershed",
  flask: "rq/api/build_subcatchments_and_abstract_watershed",
  engine: "build-subcatchments-and-abstract-watershed",
  async start({ run, fields, app }) {
    await requireDem(run);
    const clip = fields.flag("clip_hillslopes", false);
    const abstraction = {
      clip_hillslope_length: clip ? fields.number("clip_hillslope_length", 300) : null,
      mofe_target_length: Math.max(1, fields.number("mofe_target_length", 50)),
      mofe_buffer: fields.flag("mofe_buffer", false),
      walk_flowpaths: fields.flag("walk_flowpaths", false),
      bieger2015_widths: fields.flag("bieger2015_widths", false),
    };
    return {
      message: "Job enqueued",
      job: {
        task: "build-subcatchments-and-abstract-watershed",
        func: "wepppy.rq.project_rq.build_subcatchments_and_abstract_watershed_rq",
        durationMs: 150,
        work: async () => {
          await run.change("watershed", { abstraction });
          await writeWatershed(run, app);
          await run.log("watershed", "watershed abstracted", app.now());
        },
      },
    };
  },
};

/** Refuses what cannot be done before there is an elevation model. */
async function requireDem(run: Run): Promise<void> {
  if ((await run.state("watershed")).dem !== null) return;
  throw new HttpError(409, "The DEM has not been fetched", { code: "invalid_watershed_abstraction_state" });
}

function boundsOf(fields: Fields): Bounds {
  const name = fields.number("set_extent_mode", 0) === 1 ? "map_bounds_text" : "map_bounds";
  const numbers = fields.numbers(name);
  const [west, south, east, north] = numbers;
  if (
    west === undefined || south === undefined || east === undefined || north === undefined ||
    numbers.length !== 4
  ) {
    throw new HttpError(400, `${name} must hold west, south, east and north`, { code: "validation_error" });
  }
  if (west >= east || south >= north || Math.abs(south) > 84 || Math.abs(north) > 84 || east - west > 5) {
    throw new HttpError(400, `${name} is not a map extent`, { code: "validation_error" });
  }
  return [west, south, east, north];
}

async function writeGround(run: Run, app: App, breach: number): Promise<void> {
  const { terrain: { grid, elevation }, flow, channels } = await sceneOf(run, app);
  const relief = elevation.map((ground, cell) =>
    round(ground + ((flow.filled[cell] ?? ground) - ground) * (1 - breach), 3)
  );
  const mask = channels.map(Number);
  await run.write("dem/dem.tif", await encodeRaster(grid, elevation, "float32", NODATA));
  await run.write("dem/wbt/relief.tif", await encodeRaster(grid, relief, "float32", NODATA));
  await run.write("dem/wbt/netful.tif", await encodeRaster(grid, mask, "uint8", 0));
  await run.writeJson("dem/wbt/netful.geojson", channelLines(grid, channels, flow.receiver));
}

async function writeWatershed(run: Run, app: App): Promise<void> {
  const { terrain: { grid }, watershed: { labels, hillslopes, channels } } = await watershedOf(run, app);
  await run.change("watershed", {
    hillslopes,
    channels,
    abstracted: true,
    sub_n: hillslopes.length,
    chn_n: channels.length,
  });
  await run.write("dem/wbt/subwta.tif", await encodeRaster(grid, labels, "uint16", 0));
  await run.writeJson("dem/wbt/subcatchments.geojson", labelPolygons(grid, labels));
  await run.write(
    "watershed/hillslopes.csv",
    writeCsv(inSomeOrder(hillslopes, "hillslopes", run, app), HILLSLOPE_COLUMNS),
  );
  await run.write(
    "watershed/channels.csv",
    writeCsv(inSomeOrder(channels, "channels", run, app), ["topaz_id", "length", "width", "drained", "into"]),
  );
  const structure = channels.map((channel) => [
    channel.topaz_id,
    ...hillslopes.filter((slope) => slope.channel === channel.topaz_id).map((slope) => slope.topaz_id),
    ...channels.filter((other) => other.into === channel.topaz_id).map((other) => other.topaz_id),
  ]);
  await run.write("watershed/structure.json", JSON.stringify(structure));
  await run.write(
    "watershed/network.txt",
    structure.map(([id, ...above]) => `${id}: ${above.join(" ")}\n`).join("") + timeLines(run, app),
  );
}

const HILLSLOPE_COLUMNS = [
  "topaz_id",
  "wepp_id",
  "channel",
  "side",
  "area",
  "length",
  "width",
  "slope",
  "elevation",
  "lat",
  "lon",
  "ofes",
  "flowpaths",
] as const;
