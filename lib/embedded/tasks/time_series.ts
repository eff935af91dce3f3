/** Tasks: time series of vegetation and evaporation for the hillslopes. */
import { writeCsv } from "../model/csv.ts";
import { hash01, round } from "../model/noise.ts";
import { HttpError } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import type { Task } from "./task.ts";

/** `acquire-rap-ts`: cover of plants, by year. */
export const acquireRapTs = seriesTask("acquire-rap-ts", "rap", "cover_pct", 100);
/** `acquire-openet-ts`: evaporation, by year. */
export const acquireOpenetTs = seriesTask("acquire-openet-ts", "openet", "et_mm", 900);

/** Most years of a series. */
const LONGEST = 60;

function seriesTask(name: string, folder: string, quantity: string, most: number): Task {
  return {
    name,
    flask: `rq/api/${name.replaceAll("-", "_")}`,
    engine: name,
    start({ run, fields, app }) {
      const first = fields.number("start_year", 2015);
      const last = fields.number("end_year", 2020);
      if (last < first || last - first > LONGEST) {
        throw new HttpError(400, "start_year and end_year are no span of years", {
          code: "validation_error",
        });
      }
      const source = fields.text("dataset") ?? "default";
      return Promise.resolve({
        message: "Job enqueued",
        job: {
          task: name,
          func: `wepppy.rq.project_rq.${name.replaceAll("-", "_")}_rq`,
          durationMs: 50,
          work: async () => {
            await writeSeries(run, `${folder}/${folder}_ts.csv`, { first, last, source, quantity, most });
            await run.log(folder, `${folder} series ${first}-${last} acquired`, app.now());
          },
        },
      });
    },
  };
}

async function writeSeries(
  run: Run,
  path: string,
  series: { first: number; last: number; source: string; quantity: string; most: number },
): Promise<void> {
  const { hillslopes } = await run.state("watershed");
  if (hillslopes.length === 0) throw new Error("The watershed has not been abstracted");
  const { first, last, source, quantity, most } = series;
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const rows = hillslopes.flatMap(({ topaz_id, lat, lon }) =>
    years.map((year) => ({
      topaz_id,
      year,
      [quantity]: round(most * hash01(quantity, source, year, lat, lon), 2),
    }))
  );
  await run.write(path, writeCsv(rows, ["topaz_id", "year", quantity]));
}
