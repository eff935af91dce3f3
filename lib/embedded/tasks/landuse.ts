/** Tasks about land cover. */
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import { dominant } from "../model/burn.ts";
import { writeCsv } from "../model/csv.ts";
import { coverOf, mapFromDatabase } from "../model/landuse.ts";
import { clamp, round } from "../model/noise.ts";
import { encodeRaster, resample } from "../model/raster.ts";
import { configText } from "../runs/config.ts";
import type { StateOf } from "../runs/nodb.ts";
import type { Run } from "../runs/run.ts";
import { burnOf, keepUpload, RASTERS, readRaster, readValues, watershedOf } from "./scene.ts";
import { inSomeOrder } from "../unsteady.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./task.ts";

/** Modes that this server knows: map from the data base, one class everywhere, uploaded map. */
const MODES = [0, 1, 4];
export const UPLOADED = 4;

/** `build-landuse`. */
export const buildLanduse: Task = {
  name: "build-landuse",
  flask: "rq/api/build_landuse",
  engine: "build-landuse",
  accepted: 202,
  async start({ run, fields, app }) {
    const before = await run.state("landuse");
    const settings = await run.settings();
    const mode = modeOf(fields, "landuse_mode", before.mode);
    const upload = mode === UPLOADED
      ? fields.requiredUpload("input_upload_landuse", RASTERS, 500)
      : undefined;
    if (upload !== undefined) await readValues(upload.name, upload.bytes);
    const uploaded = upload === undefined ? null : await keepUpload(run, "landuse", upload, "_");
    await run.change("landuse", {
      mode,
      uploaded,
      nlcd_db: fields.text("landuse_db") ??
        (before.nlcd_db || configText(settings, "landuse.nlcd_db", "nlcd/2021")),
      mapping: fields.text("landuse_management_mapping_selection") ??
        configText(settings, "landuse.mapping", "disturbed"),
      _single_selection: fields.text("landuse_single_selection") ?? before._single_selection,
      burn_shrubs: fields.flag("checkbox_burn_shrubs", false),
      burn_grass: fields.flag("checkbox_burn_grass", false),
    });
    return {
      message: "Job enqueued",
      job: {
        task: "build-landuse",
        func: "wepppy.rq.project_rq.build_landuse_rq",
        durationMs: 80,
        work: async () => {
          await rebuildLanduse(run, app);
          await run.log("landuse", `landuse built mode=${mode}`, app.now());
        },
      },
    };
  },
};

/** `tasks/set_landuse_mode/`. */
export const setLanduseMode: Task = {
  name: "set-landuse-mode",
  flask: "tasks/set_landuse_mode/",
  engine: "set-landuse-mode",
  async start({ run, fields }) {
    fields.required("mode");
    const mode = modeOf(fields, "mode", 0);
    const selection = fields.text("landuse_single_selection") ?? null;
    await run.change("landuse", { mode, _single_selection: selection });
    return { message: "Landuse mode set", result: { mode } };
  },
};

/** `tasks/set_landuse_db/`. */
export const setLanduseDb: Task = {
  name: "set-landuse-db",
  flask: "tasks/set_landuse_db/",
  engine: "set-landuse-db",
  async start({ run, fields }) {
    const database = fields.required("landuse_db");
    await run.change("landuse", { nlcd_db: database });
    return { message: "Landuse database set", result: { landuse_db: database } };
  },
};

/** `tasks/modify_landuse_coverage/`. */
export const modifyLanduseCoverage: Task = {
  name: "modify-landuse-coverage",
  flask: "tasks/modify_landuse_coverage/",
  engine: "modify-landuse-coverage",
  async start({ run, fields, app }) {
    const landclass = fields.required("dom");
    const cover = fields.required("cover");
    fields.required("value");
    const value = fields.number("value", 0);
    if (!["cancov", "inrcov", "rilcov"].includes(cover)) {
      throw new HttpError(400, "cover must be one of cancov, inrcov, rilcov", { code: "validation_error" });
    }
    const { overrides, built } = await run.state("landuse");
    await run.change("landuse", {
      overrides: { ...overrides, [landclass]: { ...overrides[landclass], [cover]: value } },
    });
    if (built) await rewriteCovers(run, app);
    return { message: "Landuse coverage modified" };
  },
};

function modeOf(fields: Fields, name: string, fallback: number): number {
  const mode = fields.number(name, fallback);
  if (MODES.includes(mode)) return mode;
  throw new HttpError(400, `${name} must be one of ${MODES.join(", ")}`, { code: "validation_error" });
}

/** Builds landuse once more from the settings that are kept. */
export async function rebuildLanduse(run: Run, app: App): Promise<void> {
  await writeMap(run, app);
  await rewriteCovers(run, app);
}

/** The map of classes, and the dominant class and burn class of each hillslope. */
async function writeMap(run: Run, app: App): Promise<void> {
  const { terrain: { grid }, watershed: { labels } } = await watershedOf(run, app);
  const state = await run.state("landuse");
  const map = state.mode === UPLOADED && state.uploaded !== null
    ? resample(await readRaster(run, state.uploaded), grid)
    : state.mode === 1
    ? labels.map(() => Number(state._single_selection ?? 42))
    : mapFromDatabase(grid, state.nlcd_db);
  await run.write("landuse/nlcd.tif", await encodeRaster(grid, map, "uint16", 0));
  await run.write("landuse/nlcd.tif.meta", `${state.nlcd_db}\n`);
  const burn = await burnOf(run, grid, labels);
  const classes = dominant(labels, map, 0);
  const slopes = (await run.state("watershed")).hillslopes.map((slope) => slope.topaz_id);
  await run.change("landuse", {
    domlc_d: Object.fromEntries(slopes.map((id) => [String(id), String(classes.get(id) ?? 0)])),
    burn: Object.fromEntries(slopes.map((id) => [String(id), burn.get(id) ?? 0])),
    lc_fn: `${run.dir}/landuse/nlcd.tif`,
    built: true,
  });
}

/** The table of covers, from the classes, what was set by hand, and treatments. */
export async function rewriteCovers(run: Run, app: App): Promise<void> {
  const state = await run.state("landuse");
  const covers = coversOf(state, app);
  await run.change("landuse", { covers });
  const { hillslopes } = await run.state("watershed");
  const rows = hillslopes.flatMap((slope) => {
    const cover = covers[String(slope.topaz_id)];
    return cover === undefined ? [] : [{ topaz_id: slope.topaz_id, ...cover, area: slope.area }];
  });
  const columns = ["topaz_id", "key", "management", "cancov", "inrcov", "rilcov", "burn", "area"] as const;
  await run.write("landuse/landuse.csv", writeCsv(inSomeOrder(rows, "landuse", run, app), columns));
}

function coversOf(state: StateOf<"landuse">, app: App): StateOf<"landuse">["covers"] {
  const options = {
    mapping: state.mapping,
    burnShrubs: state.burn_shrubs,
    burnGrass: state.burn_grass,
    overrides: state.overrides,
    factor: app.drift.cover,
  };
  return Object.fromEntries(
    Object.entries(state.domlc_d).map(([id, key]) => {
      const cover = coverOf(Number(key), state.burn[id] ?? 0, options);
      const added = state.treatments[id] ?? 0;
      if (added === 0) return [id, cover];
      const more = (value: number) => round(clamp(value + added, 0, 1), 4);
      return [id, { ...cover, inrcov: more(cover.inrcov), rilcov: more(cover.rilcov) }];
    }),
  );
}
