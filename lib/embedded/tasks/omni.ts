/** Task: Omni scenarios, each with a map of its own where it needs one. */
import { sha256 } from "../../files/hash.ts";
import { isObject, parseJson } from "../../model/json.ts";
import { HttpError } from "../http/reply.ts";
import { burnClasses, burnCounts } from "../model/burn.ts";
import { writeCsv } from "../model/csv.ts";
import { hash01, round } from "../model/noise.ts";
import type { Run } from "../runs/run.ts";
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
          await writeScenarios(run, scenarios);
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

async function writeScenarios(run: Run, scenarios: readonly Scenario[]): Promise<void> {
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
    rows.push({
      index,
      type: scenario.type,
      scenario: JSON.stringify(scenario),
      sbs_sha256: bytes === undefined ? "" : sha256(bytes),
      soil_loss_factor: round(0.5 + 2 * severity, 4),
    });
  }
  const columns = ["index", "type", "scenario", "sbs_sha256", "soil_loss_factor"] as const;
  await run.write("omni/scenarios.out.csv", writeCsv(rows, columns));
}
