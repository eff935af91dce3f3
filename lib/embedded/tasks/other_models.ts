/** Tasks: models beside WEPP. Each reads the hillslopes with their cover and soil, and what was asked for. */
import { writeCsv } from "../model/csv.ts";
import { hash01, round } from "../model/noise.ts";
import type { App } from "../app.ts";
import type { JobSpec } from "../jobs/job.ts";
import type { Run } from "../runs/run.ts";
import { inputsOf, type Task } from "./task.ts";

/** One model. */
interface Model {
  task: string;
  /** Folder of its outputs. */
  folder: string;
  /** What it gives for each hillslope, and its unit. */
  quantity: string;
  unit: string;
  /** What it builds on beside the hillslopes. */
  needs: "covers" | "wepp";
  /** False: its inputs are not written again. */
  prep?: false;
}

/** `run-rhem`. */
export const runRhem = modelTask({
  task: "run-rhem",
  folder: "rhem",
  quantity: "sediment_yield",
  unit: "tonne/ha",
  needs: "covers",
});
/** `run-debris-flow`. */
export const runDebrisFlow = modelTask({
  task: "run-debris-flow",
  folder: "debris_flow",
  quantity: "probability",
  unit: "fraction",
  needs: "wepp",
});
/** `run-swat`. */
export const runSwat = modelTask({
  task: "run-swat",
  folder: "swat",
  quantity: "water_yield",
  unit: "mm",
  needs: "wepp",
});
/** `run-swat-noprep`. */
export const runSwatNoPrep = modelTask({
  task: "run-swat-noprep",
  folder: "swat",
  quantity: "water_yield",
  unit: "mm",
  needs: "wepp",
  prep: false,
});

function modelTask(model: Model): Task {
  return {
    name: model.task,
    flask: `rq/api/${model.task.replaceAll("-", "_")}`,
    engine: model.task,
    start({ run, fields, app }) {
      const asked = JSON.stringify(fields.describe(run.id));
      const job: JobSpec = {
        task: model.task,
        func: `wepppy.rq.project_rq.${model.task.replaceAll("-", "_")}_rq`,
        durationMs: 60,
        work: () => writeModel(run, app, model, asked),
      };
      return Promise.resolve({ message: "Job enqueued", job });
    },
  };
}

async function writeModel(run: Run, app: App, model: Model, asked: string): Promise<void> {
  const { hillslopes } = await run.state("watershed");
  const { covers, built } = await run.state("landuse");
  if (!built) throw new Error("Landuse has not been built");
  const summary = await run.text("wepp/output/run/summary.json");
  if (model.needs === "wepp" && summary === undefined) throw new Error("WEPP has not been run");
  // What was asked for turns every number a little: nothing of it may be lost on the way.
  const turn = 0.8 + 0.4 * hash01(model.folder, asked);
  const rows = hillslopes.map((slope) => {
    const cover = covers[String(slope.topaz_id)];
    const bare = 1 - (cover?.inrcov ?? 0) * 0.8 + (cover?.burn ?? 0) * 0.1;
    const value = Math.min(1, slope.slope * bare) * turn * app.drift.soil_loss;
    return { topaz_id: slope.topaz_id, wepp_id: slope.wepp_id, [model.quantity]: round(value, 5) };
  });
  const columns = ["topaz_id", "wepp_id", model.quantity];
  const inputs = `${model.folder}/inputs.csv`;
  if (model.prep !== false) {
    await run.write(
      inputs,
      writeCsv(hillslopes.map(({ topaz_id, area, slope }) => ({ topaz_id, area, slope })), [
        "topaz_id",
        "area",
        "slope",
      ]),
    );
  } else if (await run.bytes(inputs) === undefined) throw new Error(`${inputs} has not been written`);
  await run.write(`${model.folder}/hillslopes.csv`, writeCsv(rows, columns));
  const values = rows.map((row) => Number(row[model.quantity]));
  await run.writeJson(`${model.folder}/summary.json`, {
    model: model.folder,
    quantity: model.quantity,
    unit: model.unit,
    mean: round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length), 5),
    inputs: (await inputsOf(run))[model.task] ?? null,
  });
  await run.log(model.folder, `${model.folder} complete`, app.now());
}
