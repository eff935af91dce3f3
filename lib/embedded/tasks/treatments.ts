/** Task: treatments of the hillslopes, which lay cover on the ground. */
import type { App } from "../app.ts";
import { dominant } from "../model/burn.ts";
import { writeCsv } from "../model/csv.ts";
import { resample } from "../model/raster.ts";
import type { Run } from "../runs/run.ts";
import { rewriteCovers, UPLOADED } from "./landuse.ts";
import { keepUpload, RASTERS, readRaster, readValues, watershedOf } from "./scene.ts";
import type { Task } from "./task.ts";

/** What a code of the map stands for, and the cover that it adds to the ground. */
const TREATMENTS = [
  { name: "mulch_15", cover: 0.15 },
  { name: "mulch_30", cover: 0.3 },
  { name: "mulch_60", cover: 0.6 },
  { name: "thinning", cover: 0.05 },
  { name: "prescribed_fire", cover: -0.2 },
] as const;

/** `build-treatments`: a map of codes, or one treatment everywhere. */
export const buildTreatments: Task = {
  name: "build-treatments",
  flask: "rq/api/build_treatments",
  engine: "build-treatments",
  accepted: 202,
  async start({ run, fields, app }) {
    const mode = fields.number("landuse_mode", 0);
    const upload = mode === UPLOADED ? fields.requiredUpload("input_upload_landuse", RASTERS) : undefined;
    if (upload !== undefined) await readValues(upload.name, upload.bytes);
    const map = upload === undefined ? undefined : await keepUpload(run, "landuse", upload, "_");
    const single = fields.number("landuse_single_selection", 1);
    return {
      message: "Job enqueued",
      job: {
        task: "build-treatments",
        func: "wepppy.rq.project_rq.build_treatments_rq",
        durationMs: 60,
        work: () => writeTreatments(run, app, map, single),
      },
    };
  },
};

async function writeTreatments(run: Run, app: App, map: string | undefined, single: number): Promise<void> {
  const { built } = await run.state("landuse");
  if (!built) throw new Error("Landuse has not been built");
  const { terrain: { grid }, watershed: { labels, hillslopes } } = await watershedOf(run, app);
  const codes = map === undefined
    ? new Map(hillslopes.map((slope) => [slope.topaz_id, single]))
    : dominant(labels, resample(await readRaster(run, map), grid), 0);
  const rows = hillslopes.map(({ topaz_id }) => {
    const code = codes.get(topaz_id) ?? 0;
    const { name, cover } = TREATMENTS[(code - 1) % TREATMENTS.length] ?? { name: "none", cover: 0 };
    return { topaz_id, code, treatment: name, cover };
  });
  await run.write("treatments/treatments.csv", writeCsv(rows, ["topaz_id", "code", "treatment", "cover"]));
  await run.change("landuse", {
    treatments: Object.fromEntries(rows.map(({ topaz_id, cover }) => [String(topaz_id), cover])),
  });
  await rewriteCovers(run, app);
  await run.log("treatments", `treatments built for ${rows.length} hillslopes`, app.now());
}
