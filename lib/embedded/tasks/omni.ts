/** Task: Omni scenarios, each with a map of its own where it needs one. */
import { sha256 } from "../../files/hash.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { burnClasses, burnCounts } from "../model/burn.ts";
import { writeCsv } from "../model/csv.ts";
import { hash01, round } from "../model/noise.ts";
import { DEFAULTS_FILE } from "../runs/config.ts";
import { Run } from "../runs/run.ts";
import type { Fields } from "./fields.ts";
import { keepUpload, readValues } from "./scene.ts";
import type { Task } from "./task.ts";

const MAPS = ["tif", "tiff", "img"] as const;

/** One scenario as it was sent, with the path of its map. */
type Scenario = Record<string, unknown> & { type: string; sbs_file_path?: string };

/** `run-omni`. */
export const runOmni: Task = {
  name: "run-omni",
  flask: "rq/api/run_omni",
  engine: "run-omni",
  accepted: 202,
  async start({ run, fields, app }) {
    const scenarios = scenariosOf(fields);
    for (const [index, scenario] of scenarios.entries()) await keepMap(run, fields, index, scenario);
    await run.change("omni", { scenarios });
    return {
      message: "Job enqueued",
      job: {
        task: "run-omni",
        func: "wepppy.rq.omni_rq.run_omni_scenarios_rq",
        durationMs: 100,
        work: async () => {
          await writeScenarios(run, scenarios, app);
          await run.change("omni", { built: true });
          await run.log("omni", `${scenarios.length} scenarios complete`, app.now());
        },
      },
    };
  },
};

function scenariosOf(fields: Fields): Scenario[] {
  const list = parseJson(fields.required("scenarios"));
  const refused = new HttpError(400, "scenarios must be a JSON array of objects with a type", {
    code: "validation_error",
  });
  if (!Array.isArray(list) || list.length === 0) throw refused;
  return list.map((item) => {
    if (!isObject(item) || typeof item["type"] !== "string") throw refused;
    return { ...item, type: item["type"] };
  });
}

async function keepMap(run: Run, fields: Fields, index: number, scenario: Scenario): Promise<void> {
  if (scenario.type !== "sbs_map") return;
  const upload = fields.requiredUpload(`scenarios[${index}][sbs_file]`, MAPS);
  await readValues(upload.name, upload.bytes);
  scenario.sbs_file_path = await keepUpload(run, `omni/_limbo/${index}`, upload);
}

async function writeScenarios(run: Run, scenarios: readonly Scenario[], app: App): Promise<void> {
  const rows = [];
  for (const [index, { sbs_file_path, ...scenario }] of scenarios.entries()) {
    const bytes = sbs_file_path === undefined ? undefined : await run.bytes(sbs_file_path);
    const counts = bytes === undefined || sbs_file_path === undefined
      ? undefined
      : burnCounts(burnClasses(await readValues(sbs_file_path, bytes)));
    const severity = counts === undefined
      ? hash01(JSON.stringify(scenario))
      : ((counts["low"] ?? 0) + 2 * (counts["moderate"] ?? 0) + 3 * (counts["high"] ?? 0)) /
        (3 * Object.values(counts).reduce((sum, count) => sum + count, 0));
    const row = {
      index,
      type: scenario.type,
      scenario: JSON.stringify(scenario),
      sbs_sha256: bytes === undefined ? "" : sha256(bytes),
      soil_loss_factor: round(0.5 + 2 * severity, 4),
    };
    rows.push(row);
    await writeChild(run, app, `${run.id};;omni;;${scenarioName(scenario, index)}`, row.soil_loss_factor, {
      scenario,
    });
  }
  const columns = ["index", "type", "scenario", "sbs_sha256", "soil_loss_factor"] as const;
  await run.write("omni/scenarios.out.csv", writeCsv(rows, columns));
}

/** Name of a scenario's own run: `uniform_low`, `mulch_15`, `sbs_map_2`. */
export function scenarioName(scenario: Scenario, index: number): string {
  const percent = /^\d+/.exec(String(scenario["ground_cover_increase"] ?? ""))?.[0];
  const plain = scenario.type.replace(/[^A-Za-z0-9_-]+/g, "_");
  if (scenario.type === "sbs_map") return `${plain}_${index}`;
  return percent === undefined ? plain : `${plain}_${percent}`;
}

/** A child run: the configuration, its own name, and the erosion of its run with a factor. */
export async function writeChild(
  run: Run,
  app: App,
  id: string,
  factor: number,
  about: Record<string, unknown>,
): Promise<void> {
  const dir = app.runs.place(id);
  if (dir === undefined) throw new Error(`The child run ${id} has no place`);
  const child = new Run(id, run.config, dir, run.owners);
  for (const name of [DEFAULTS_FILE, `${run.config}.cfg`]) {
    await child.write(name, await run.text(name) ?? "");
  }
  await child.change("ron", { _name: id.split(";;").at(-1) ?? "" });
  const summary = parseJson(await run.text("wepp/output/run/summary.json") ?? "");
  const total = isObject(summary) && isObject(summary["watershed"]) ? summary["watershed"] : {};
  const scaled = Object.entries(total).map(([key, value]) => [
    key,
    typeof value === "number" && /soil_loss|sediment/.test(key) ? round(value * factor, 3) : value,
  ]);
  await child.writeJson("wepp/output/run/summary.json", { ...about, watershed: Object.fromEntries(scaled) });
}
