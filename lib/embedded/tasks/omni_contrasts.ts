/** Tasks: contrasts of Omni scenarios, what one scenario changes against another where the user says. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../files/hash.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { readCsv, writeCsv } from "../model/csv.ts";
import { hash01, round } from "../model/noise.ts";
import type { Run } from "../runs/run.ts";
import type { Fields } from "./fields.ts";
import { scenarioName, writeChild } from "./omni.ts";
import { keepUpload } from "./scene.ts";
import type { Task } from "./task.ts";

/** One contrast. */
interface Contrast {
  contrast_id: number;
  control: string;
  contrast: string;
  area: string;
}

/** `run-omni-contrasts`. */
export const runOmniContrasts: Task = {
  name: "run-omni-contrasts",
  engine: "run-omni-contrasts",
  accepted: 202,
  async start({ run, fields, app }) {
    const contrasts = await contrastsOf(run, fields);
    const asked = JSON.stringify(fields.describe(run.id));
    return {
      message: "Job enqueued",
      job: {
        task: "run-omni-contrasts",
        func: "wepppy.rq.omni_rq.run_omni_contrasts_rq",
        durationMs: 80,
        work: () => writeContrasts(run, app, contrasts, asked),
      },
    };
  },
};

/** `run-omni-contrasts-dry-run`: what would be run. */
export const dryRunOmniContrasts: Task = {
  name: "run-omni-contrasts-dry-run",
  engine: "run-omni-contrasts-dry-run",
  async start({ run, fields }) {
    const items = (await contrastsOf(run, fields)).map((contrast) => ({ ...contrast }));
    return { message: "Dry run", result: { items } };
  },
};

/** `delete-omni-contrasts`. */
export const deleteOmniContrasts: Task = {
  name: "delete-omni-contrasts",
  engine: "delete-omni-contrasts",
  start({ run, app }) {
    return Promise.resolve({
      message: "Job enqueued",
      job: {
        task: "delete-omni-contrasts",
        func: "wepppy.rq.omni_rq.delete_omni_contrasts_rq",
        durationMs: 20,
        work: async () => {
          for (const path of [OUT, DEFINITIONS, "_pups/omni/contrasts"]) {
            await rm(join(run.dir, path), { recursive: true, force: true });
          }
          await run.log("omni", "contrasts deleted", app.now());
        },
      },
    });
  },
};

const OUT = "omni/contrasts.out.csv";
const DEFINITIONS = "omni/contrast_id_definitions.psv";

/** One contrast for each area of the uploaded map, or one for the whole watershed. */
async function contrastsOf(run: Run, fields: Fields): Promise<Contrast[]> {
  const { scenarios } = await run.state("omni");
  const names = scenarios.map((scenario, index) =>
    scenarioName({ ...scenario, type: String(scenario["type"] ?? "") }, index)
  );
  const control = fields.text("omni_control_scenario") ?? names[0];
  const contrast = fields.text("omni_contrast_scenario") ?? names.at(-1);
  if (control === undefined || contrast === undefined) {
    throw new HttpError(400, "No scenarios have been run", { code: "validation_error" });
  }
  const unknown = [control, contrast].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new HttpError(400, `${unknown} is no scenario of the run`, { code: "validation_error" });
  }
  return (await areasOf(run, fields)).map((area, index) => ({
    contrast_id: index + 1,
    control,
    contrast,
    area,
  }));
}

async function areasOf(run: Run, fields: Fields): Promise<string[]> {
  const upload = fields.upload("omni_contrast_geojson", ["geojson", "json"]);
  if (upload === undefined) return ["watershed"];
  const shape = parseJson(new TextDecoder().decode(upload.bytes));
  const features = isObject(shape) && Array.isArray(shape["features"]) ? shape["features"] : undefined;
  if (features === undefined) {
    throw new HttpError(400, `${upload.name} is not GeoJSON`, { code: "validation_error" });
  }
  await keepUpload(run, "omni", upload);
  return features.map((feature) => sha256(JSON.stringify(feature)).slice(0, 12));
}

async function writeContrasts(
  run: Run,
  app: App,
  contrasts: readonly Contrast[],
  asked: string,
): Promise<void> {
  const scenarios = readCsv(await run.text("omni/scenarios.out.csv") ?? "");
  if (scenarios.length === 0) throw new Error("The scenarios have not been run");
  const rows = [];
  for (const one of contrasts) {
    const change = round(0.5 + hash01(one.control, one.contrast, one.area, asked), 4);
    rows.push({ ...one, soil_loss_change: change });
    await writeChild(run, app, `${run.id};;omni-contrast;;${one.contrast_id}`, change, { contrast: one });
  }
  await run.write(OUT, writeCsv(rows, ["contrast_id", "control", "contrast", "area", "soil_loss_change"]));
  await run.write(
    DEFINITIONS,
    contrasts.map(({ contrast_id, control, contrast, area }) =>
      `${contrast_id}|${control}|${contrast}|${area}\n`
    ).join(""),
  );
  await run.log("omni", `${contrasts.length} contrasts complete`, app.now());
}
