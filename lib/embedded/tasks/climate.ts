/** Tasks about the weather: a station's generated climate, or an uploaded one. */
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { climateSummary, generateStorms, readCli, stationsNear, writeCli } from "../model/climate.ts";
import { configNumber } from "../runs/config.ts";
import { securedName } from "../runs/names.ts";
import type { Run } from "../runs/run.ts";
import { sha256 } from "../../files/hash.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./task.ts";

/** `tasks/set_climatestation/`. */
export const setClimateStation: Task = {
  name: "set-climatestation",
  flask: "tasks/set_climatestation/",
  async start({ run, fields }) {
    const station = fields.required("station");
    await run.change("climate", { climatestation: station });
    return { message: "Climate station set", result: { station } };
  },
};

/** `build-climate`. */
export const buildClimate: Task = {
  name: "build-climate",
  flask: "rq/api/build_climate",
  engine: "build-climate",
  async start({ run, fields, app }) {
    const settings = await run.settings();
    const place = await middleOf(run);
    const before = await run.state("climate");
    const station = fields.text("climatestation") ?? before.climatestation ??
      stationsNear(place.lat, place.lon)[0]?.id;
    if (station === undefined || !/^[\w-]+$/.test(station)) {
      throw new HttpError(400, "climatestation is not the id of a station", { code: "validation_error" });
    }
    const mode = fields.number("climate_mode", before.climate_mode);
    const options = {
      station,
      mode,
      years: yearsOf(fields, configNumber(settings, "climate.input_years", 30)),
      startYear: fields.number("observed_start_year", 0),
      flavour: flavourOf(fields),
      factor: app.drift.precipitation * fields.number("precip_scale_factor", 1),
    };
    await run.change("climate", { climatestation: station, climate_mode: mode });
    return {
      message: "Job enqueued",
      job: {
        task: "build-climate",
        func: "wepppy.rq.project_rq.build_climate_rq",
        durationMs: 90,
        work: async () => {
          const path = `climate/id${station}.cli`;
          await run.write(
            path,
            writeCli(`STATION ${station}`, place.lat, place.lon, generateStorms(options)),
          );
          await useClimate(run, path, { station }, app);
          await run.change("climate", { orig_cli_fn: "" });
        },
      },
    };
  },
};

/** `tasks/upload-cli/`: the uploaded climate is the run's climate from then on. */
export const uploadCli: Task = {
  name: "upload-cli",
  flask: "tasks/upload_cli/",
  engine: "tasks/upload-cli/",
  async start({ run, fields, app }) {
    const upload = fields.requiredUpload("input_upload_cli", ["cli"], 25);
    const storms = readCli(new TextDecoder().decode(upload.bytes));
    if (storms.length === 0) {
      throw new HttpError(400, `${upload.name} holds no weather`, { code: "validation_error" });
    }
    const path = `climate/${securedName(upload.name)}`;
    await run.write(path, upload.bytes);
    const mode = fields.number("climate_mode", (await run.state("climate")).climate_mode);
    await run.change("climate", { climate_mode: mode });
    return {
      message: "Job enqueued",
      result: { cli_fn: securedName(upload.name) },
      job: {
        task: "upload-cli",
        func: "wepppy.rq.project_rq.upload_cli_rq",
        durationMs: 30,
        work: async () => {
          await useClimate(run, path, { file: upload.name, sha256: sha256(upload.bytes) }, app);
          await run.change("climate", { orig_cli_fn: `${run.dir}/${path}` });
        },
      },
    };
  },
};

/** Makes a `.cli` file the climate of the run. */
async function useClimate(run: Run, path: string, source: Record<string, string>, app: App): Promise<void> {
  const storms = readCli(await run.text(path) ?? "");
  await run.change("climate", { cli_fn: path, built: true });
  await run.writeJson("climate/summary.json", { source, ...climateSummary(storms) });
  await run.log("climate", `climate built from ${path}`, app.now());
}

/** Middle of the map, or of nowhere in particular before there is one. */
export async function middleOf(run: Run): Promise<{ lat: number; lon: number }> {
  const { dem, _outlet: outlet } = await run.state("watershed");
  if (outlet !== null) return { lat: outlet.lat, lon: outlet.lng };
  return { lat: dem?.center[1] ?? 46.7, lon: dem?.center[0] ?? -117 };
}

function yearsOf(fields: Fields, fallback: number): number {
  const years = fields.number("input_years", fallback);
  if (Number.isInteger(years) && years >= 1 && years <= 200) return years;
  throw new HttpError(400, "input_years must be a whole number from 1 to 200", { code: "validation_error" });
}

/** Choices that pick another data set: each gives other weather. */
function flavourOf(fields: Fields): string {
  const names = [
    "climate_catalog_id",
    "climatestation_mode",
    "observed_end_year",
    "climate_spatialmode",
    "precip_scaling_mode",
    "climate_daily_temp_ds",
    "use_gridmet_wind_when_applicable",
    "adjust_mx_pt5",
  ];
  return names.map((name) => fields.text(name) ?? "").join("|");
}
