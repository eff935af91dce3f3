/** Task: run WEPP. An orchestrator that finishes early; its children are the hillslopes and the watershed. */
import type { JsonObject } from "../../model/json.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import type { JobSpec } from "../jobs/job.ts";
import { readCli, type Storm } from "../model/climate.ts";
import { erodeSlope, routeWatershed, type SlopeResult, type WeppOptions } from "../model/erosion.ts";
import { encodeRaster } from "../model/raster.ts";
import { lossReport, monthlyTable, runFile, slopeEvents, watershedEvents } from "../model/wepp_text.ts";
import type { Channel, Hillslope } from "../model/watershed.ts";
import type { Run } from "../runs/run.ts";
import { inSomeOrder, jittered, timesOf } from "../unsteady.ts";
import { Fields } from "./fields.ts";
import { NODATA, watershedOf } from "./scene.ts";
import { inputsOf, type Outcome, type Task, type TaskContext } from "./task.ts";

/** What of a model run is done. */
interface Part {
  /** Write the input files of the hillslopes. */
  prep: boolean;
  /** Run the hillslopes; without it their outputs must be there. */
  hillslopes: boolean;
}

const WHOLE: Part = { prep: true, hillslopes: true };

/** `run-wepp`, and the parts of it that can be asked for alone. */
export const runWepp = weppTask("run-wepp", WHOLE);
export const runWeppWatershed = weppTask("run-wepp-watershed", { prep: true, hillslopes: false });
export const runWeppNoPrep = weppTask("run-wepp-npprep", { prep: false, hillslopes: true });
export const runWeppWatershedNoPrep = weppTask("run-wepp-watershed-no-prep", {
  prep: false,
  hillslopes: false,
});

/** Runs WEPP at once with the settings of the last time, inside of another job. */
export async function rerunWepp(run: Run, app: App): Promise<void> {
  const { opts } = await run.state("wepp");
  const options = optionsOf(keptFields(opts as JsonObject));
  const { hillslopes } = await run.state("watershed");
  for (const slope of hillslopes) await runHillslope(run, app, slope, options, WHOLE);
  await runWatershed(run, app, options);
}

function weppTask(name: string, part: Part): Task {
  return {
    name,
    flask: `rq/api/${name.replaceAll("-", "_")}`,
    engine: name,
    start: (context) => start(context, name, part),
  };
}

async function start({ run, fields, app }: TaskContext, task: string, part: Part): Promise<Outcome> {
  const { hillslopes, abstracted } = await run.state("watershed");
  if (!abstracted) {
    throw new HttpError(409, "The watershed has not been abstracted", {
      code: "invalid_watershed_abstraction_state",
    });
  }
  // What the request does not name is as it was set before.
  const opts = { ...(await run.state("wepp")).opts, ...fields.describe(run.id) } as JsonObject;
  const options = optionsOf(keptFields(opts));
  await run.change("wepp", { _status: "running", opts });
  return { message: "Job enqueued", job: treeFor(run, app, hillslopes, options, task, part) };
}

function treeFor(
  run: Run,
  app: App,
  hillslopes: readonly Hillslope[],
  options: WeppOptions,
  task: string,
  part: Part,
): JobSpec {
  const step = (func: string, durationMs: number, work: JobSpec["work"]): JobSpec => ({
    task,
    func: `wepppy.rq.wepp_rq.${func}`,
    durationMs,
    work,
  });
  return {
    ...step("run_wepp_rq", 20, async () => {
      await modelInputs(run);
      if (!part.hillslopes && await run.bytes("wepp/output/H1.ebe.dat") === undefined) {
        throw new Error("The hillslopes have not been run");
      }
      await run.log("wepp", `preparing ${hillslopes.length} hillslopes`, app.now());
    }),
    stages: [
      ...part.hillslopes
        ? [
          hillslopes.map((slope) =>
            step("run_hillslope_rq", 15, () => runHillslope(run, app, slope, options, part))
          ),
        ]
        : [],
      [step("run_watershed_rq", 60, () => runWatershed(run, app, options))],
    ],
  };
}

function keptFields(value: JsonObject): Fields {
  return new Fields({ kind: "json", text: "", value });
}

function optionsOf(fields: Fields): WeppOptions {
  return {
    clipSoils: fields.flag("clip_soils", false),
    clipSoilsDepth: fields.number("clip_soils_depth", 1000),
    initialSat: fields.number("initial_sat", undefined),
    kr: fields.number("kr", 1),
    tcr: fields.number("tcr", 1),
    gwstorage: fields.number("gwstorage", 100),
    bfcoeff: fields.number("bfcoeff", 0.04),
    dscoeff: fields.number("dscoeff", 0),
    bfthreshold: fields.number("bfthreshold", 1),
    binary: fields.text("wepp_bin") ?? "wepp",
    channelShear: fields.number("channel_critical_shear", 140),
    kcb: fields.number("pmet_kcb", 0.95),
  };
}

/** What a model run reads. */
interface ModelInputs {
  hillslopes: Hillslope[];
  channels: Channel[];
  storms: Storm[];
  erode: (slope: Hillslope, options: WeppOptions, app: App) => SlopeResult;
}

/**
 * Everything that the model reads.
 *
 * @throws Error naming the part that was not built
 */
async function modelInputs(run: Run): Promise<ModelInputs> {
  const { hillslopes, channels } = await run.state("watershed");
  const landuse = await run.state("landuse");
  const soils = await run.state("soils");
  const climate = await run.state("climate");
  if (!landuse.built) throw new Error("Landuse has not been built");
  if (!soils.built) throw new Error("Soils have not been built");
  if (!climate.built || climate.cli_fn === null) throw new Error("Climate has not been built");
  const storms = readCli(await run.text(climate.cli_fn) ?? "");
  const erode = (slope: Hillslope, options: WeppOptions, app: App): SlopeResult => {
    const cover = landuse.covers[String(slope.topaz_id)];
    const soil = soils.soils[String(slope.topaz_id)];
    if (cover === undefined || soil === undefined) {
      throw new Error(`Hillslope ${slope.topaz_id} has no landuse or no soil: build them again`);
    }
    return jittered(erodeSlope(slope, cover, soil, storms, options, app.drift), run, app);
  };
  return { hillslopes, channels, storms, erode };
}

async function runHillslope(
  run: Run,
  app: App,
  slope: Hillslope,
  options: WeppOptions,
  part: Part,
): Promise<void> {
  const inputs = await modelInputs(run);
  const years = new Set(inputs.storms.map((storm) => storm.year)).size;
  if (part.prep) await run.write(`wepp/runs/p${slope.wepp_id}.run`, runFile(slope, years));
  await run.write(`wepp/output/H${slope.wepp_id}.ebe.dat`, slopeEvents(inputs.erode(slope, options, app)));
}

async function runWatershed(run: Run, app: App, options: WeppOptions): Promise<void> {
  const { hillslopes, channels, storms, erode } = await modelInputs(run);
  const slopes = hillslopes.map((slope) => erode(slope, options, app));
  const total = routeWatershed(slopes, hillslopes, channels, storms, options, app.drift);
  const built = new Date(app.now()).toISOString().slice(0, 16).replace("T", " ");
  await run.write("wepp/output/loss_pw0.txt", lossReport(slopes, total, built));
  await run.write("wepp/output/ebe_pw0.txt", watershedEvents(slopes, hillslopes));
  const [head = "", ...months] = monthlyTable(slopes, hillslopes, storms, total.area).trimEnd().split("\n");
  const monthly = [head, ...inSomeOrder(months, "totalwatsed", run, app), ""].join("\n");
  await run.write("wepp/output/totalwatsed.csv", monthly);
  const { terrain: { grid }, watershed } = await watershedOf(run, app);
  const density = new Map(slopes.map((slope) => [slope.topaz_id, slope.soil_loss_density]));
  const raster = watershed.labels.map((label) => density.get(label) ?? NODATA);
  await run.write("wepp/output/run/soil_loss.tif", await encodeRaster(grid, raster, "float32", NODATA));
  const perSlope = slopes.map(({ events, ...slope }): JsonObject => ({ ...slope, events: events.length }));
  await run.writeJson("wepp/output/run/summary.json", {
    units: { runoff: "m^3/yr", soil_loss: "kg/yr", sediment_delivery: "tonne/yr", area: "ha" },
    watershed: { ...total },
    hillslopes: [...inSomeOrder(perSlope, "summary", run, app)],
    ...timesOf(run, app),
    inputs: await inputsOf(run),
  });
  await run.change("wepp", { _status: "complete" });
  await run.mark("timestamps:run_wepp_watershed", Math.floor(app.now() / 1000));
  await run.log("wepp", "WEPP watershed run complete", app.now());
}
