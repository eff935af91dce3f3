/** Task: ash on the burned hillslopes. */
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { ashOnSlopes, type AshOptions } from "../model/ash.ts";
import { dominant } from "../model/burn.ts";
import { climateSummary, readCli } from "../model/climate.ts";
import { writeCsv } from "../model/csv.ts";
import { round } from "../model/noise.ts";
import { resample } from "../model/raster.ts";
import type { Run } from "../runs/run.ts";
import type { Fields, Upload } from "./fields.ts";
import { keepUpload, readRaster, readValues, watershedOf } from "./scene.ts";
import { inputsOf, type Task } from "./task.ts";

const MAPS = ["tif", "tiff", "img"] as const;

/** `run-ash`. */
export const runAsh: Task = {
  name: "run-ash",
  flask: "rq/api/run_ash",
  engine: "run-ash",
  async start({ run, fields, app }) {
    fields.required("ash_depth_mode");
    const options = await optionsOf(run, fields, app);
    const load = options.depthMode === 2 ? fields.requiredUpload("input_upload_ash_load", MAPS) : undefined;
    const types = options.depthMode === 2 ? fields.upload("input_upload_ash_type_map", MAPS) : undefined;
    const loadPath = await keep(run, load);
    const typePath = await keep(run, types);
    await run.change("ash", {
      ash_depth_mode: options.depthMode,
      fire_date: options.fireDate,
      model: options.model,
      transport_mode: options.transport,
      run_wind_transport: options.wind,
      ash_load_fn: loadPath ?? null,
      ash_type_map_fn: typePath ?? null,
    });
    return {
      message: "Job enqueued",
      job: {
        task: "run-ash",
        func: "wepppy.rq.project_rq.run_ash_rq",
        durationMs: 60,
        work: () => writeAsh(run, app, options, loadPath, typePath),
      },
    };
  },
};

async function optionsOf(run: Run, fields: Fields, app: App): Promise<AshOptions> {
  const depthMode = fields.number("ash_depth_mode", 1);
  if (![0, 1, 2].includes(depthMode)) {
    throw new HttpError(400, "ash_depth_mode must be one of 0, 1, 2", { code: "validation_error" });
  }
  const quantity = depthMode === 0 ? "load" : "depth";
  return {
    depthMode,
    fireDate: fields.text("fire_date") ?? (await run.state("disturbed")).fire_date,
    blackDensity: fields.number("field_black_bulkdensity", 0.22),
    whiteDensity: fields.number("field_white_bulkdensity", 0.31),
    black: fields.number(`ini_black_${quantity}`, 5),
    white: fields.number(`ini_white_${quantity}`, 5),
    wind: fields.flag("checkbox_run_wind_transport", false),
    model: fields.text("ash_model_select") ?? fields.text("ash_model") ?? "multi",
    transport: fields.text("ash_transport_mode_select") ?? "dynamic",
    factor: app.drift.ash,
  };
}

async function keep(run: Run, upload: Upload | undefined): Promise<string | undefined> {
  if (upload === undefined) return undefined;
  await readValues(upload.name, upload.bytes);
  return await keepUpload(run, "ash", upload);
}

async function writeAsh(
  run: Run,
  app: App,
  options: AshOptions,
  loadPath: string | undefined,
  typePath: string | undefined,
): Promise<void> {
  const { terrain: { grid }, watershed: { labels, hillslopes } } = await watershedOf(run, app);
  const onGrid = async (path: string | undefined): Promise<number[] | undefined> =>
    path === undefined ? undefined : resample(await readRaster(run, path), grid);
  const loads = await onGrid(loadPath);
  const types = await onGrid(typePath);
  const { covers } = await run.state("landuse");
  const { cli_fn } = await run.state("climate");
  const rain = climateSummary(readCli(cli_fn === null ? "" : await run.text(cli_fn) ?? "")).mean_annual_prcp;
  const results = ashOnSlopes(
    hillslopes,
    new Map(Object.entries(covers).map(([id, cover]) => [Number(id), cover])),
    options,
    rain,
    loads === undefined ? new Map() : means(labels, loads),
    types === undefined ? new Map() : dominant(labels, types, 0),
  );
  const columns = [
    "topaz_id",
    "wepp_id",
    "type",
    "initial",
    "water_transport",
    "wind_transport",
    "remaining",
  ] as const;
  for (const result of results) {
    await run.write(`ash/H${result.wepp_id}_ash.csv`, writeCsv([result], columns));
  }
  await run.write("ash/ash.csv", writeCsv(results, columns));
  const sum = (of: (result: (typeof results)[number]) => number) =>
    round(results.reduce((total, result) => total + of(result), 0), 3);
  await run.writeJson("ash/summary.json", {
    options: { ...options },
    initial: sum((result) => result.initial),
    water_transport: sum((result) => result.water_transport),
    wind_transport: sum((result) => result.wind_transport),
    remaining: sum((result) => result.remaining),
    inputs: (await inputsOf(run))["run-ash"] ?? null,
  });
  await run.change("ash", { built: true });
  await run.log("ash", "ash transport complete", app.now());
}

/** Mean of the values that are not negative (nodata is -9999) for each label. */
function means(labels: readonly number[], values: readonly number[]): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  labels.forEach((label, cell) => {
    const value = values[cell];
    if (label === 0 || value === undefined || value < 0) return;
    const at = sums.get(label) ?? { sum: 0, count: 0 };
    sums.set(label, { sum: at.sum + value, count: at.count + 1 });
  });
  return new Map([...sums].map(([label, { sum, count }]) => [label, sum / count]));
}
