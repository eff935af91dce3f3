/** Task: soils of the hillslopes. */
import type { App } from "../app.ts";
import { writeCsv } from "../model/csv.ts";
import { soilAt } from "../model/soils.ts";
import { configNumber } from "../runs/config.ts";
import type { Run } from "../runs/run.ts";
import { burnOf, watershedOf } from "./scene.ts";
import { inSomeOrder } from "../unsteady.ts";
import type { Task } from "./task.ts";

/** `build-soils`. */
export const buildSoils: Task = {
  name: "build-soils",
  flask: "rq/api/build_soils",
  engine: "build-soils",
  async start({ run, fields, app }) {
    const settings = await run.settings();
    const disturbed = await run.state("disturbed");
    const mode = fields.number("soil_mode", (await run.state("soils")).mode);
    const initialSat = fields.number("initial_sat", configNumber(settings, "soils.initial_sat", 0.75));
    const solVer = fields.number("sol_ver", disturbed.sol_ver);
    await run.change("soils", { mode, initial_sat: initialSat });
    await run.change("disturbed", { sol_ver: solVer });
    return {
      message: "Job enqueued",
      job: {
        task: "build-soils",
        func: "wepppy.rq.project_rq.build_soils_rq",
        durationMs: 60,
        work: () => rebuildSoils(run, app),
      },
    };
  },
};

/** Builds soils from the settings that are kept. */
export async function rebuildSoils(run: Run, app: App): Promise<void> {
  const { mode, initial_sat: initialSat } = await run.state("soils");
  const { sol_ver: solVer } = await run.state("disturbed");
  const { terrain: { grid }, watershed: { labels, hillslopes } } = await watershedOf(run, app);
  const burn = await burnOf(run, grid, labels);
  const options = { mode, initialSat, solVer, factor: app.drift.conductivity };
  const rows = hillslopes.map((slope) => ({
    topaz_id: slope.topaz_id,
    ...soilAt(slope.lat, slope.lon, burn.get(slope.topaz_id) ?? 0, options),
  }));
  const soils = Object.fromEntries(rows.map(({ topaz_id, ...soil }) => [String(topaz_id), soil]));
  await run.change("soils", { soils, built: true });
  await run.write("soils/soils.csv", writeCsv(inSomeOrder(rows, "soils", run, app), COLUMNS));
  await run.log("soils", `soils built for ${rows.length} hillslopes`, app.now());
}

const COLUMNS = [
  "topaz_id",
  "mukey",
  "texture",
  "clay",
  "sand",
  "ksat",
  "ki",
  "depth",
  "initial_sat",
  "sol_ver",
] as const;
