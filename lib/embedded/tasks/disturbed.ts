/** Tasks about fire: the burn severity map and the date. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../app.ts";
import { sha256 } from "../../files/hash.ts";
import { BURN_NODATA, burnClasses, burnCounts } from "../model/burn.ts";
import { encodeRaster, resample } from "../model/raster.ts";
import { securedName } from "../runs/names.ts";
import type { Run } from "../runs/run.ts";
import { FOUR_CLASSES, gridFor, RASTERS, readValues } from "./scene.ts";
import type { Task } from "./task.ts";

/** `tasks/upload-sbs/`. */
export const uploadSbs: Task = {
  name: "upload-sbs",
  flask: "tasks/upload_sbs/",
  engine: "tasks/upload-sbs/",
  async start({ run, fields, app }) {
    const upload = fields.requiredUpload("input_upload_sbs", RASTERS);
    const values = await readValues(upload.name, upload.bytes);
    const secured = securedName(upload.name);
    const name = secured === "baer.cropped.tif" ? `_${secured}` : secured;
    const grid = gridFor(await run.state("watershed"), values);
    const classes = burnClasses(values);
    const onGrid = resample({ ...values, data: classes, nodata: BURN_NODATA }, grid);
    await run.write(`disturbed/${name}`, upload.bytes);
    await run.write(FOUR_CLASSES, await encodeRaster(grid, onGrid, "uint8", BURN_NODATA));
    const state = await run.state("disturbed");
    await run.change("disturbed", {
      disturbed_fn: name,
      disturbed_path: join(run.dir, "disturbed", name),
      sha256: sha256(upload.bytes),
      uploads: state.uploads + 1,
      sbs_mode: fields.text("sbs_mode") ?? "0",
      fire_date: fields.text("firedate") ?? state.fire_date,
    });
    await writeSummary(run, burnCounts(classes));
    await run.mark("attrs:has_sbs", "true");
    await run.log("disturbed", `burn severity map ${name} taken`, app.now());
    return { message: "SBS map uploaded", result: { disturbed_fn: name } };
  },
};

/** `tasks/remove_sbs`: the uploaded file stays, the run no longer uses it. */
export const removeSbs: Task = {
  name: "remove-sbs",
  flask: "tasks/remove_sbs",
  async start({ run, app }) {
    await removeBurn(run, app);
    return { message: "SBS map removed" };
  },
};

/** Takes the map out of use. */
export async function removeBurn(run: Run, app: App): Promise<void> {
  await run.change("disturbed", { disturbed_fn: null, disturbed_path: null, sha256: null });
  await rm(join(run.dir, FOUR_CLASSES), { force: true });
  await writeSummary(run, {});
  await run.mark("attrs:has_sbs", "false");
  await run.log("disturbed", "burn severity map removed", app.now());
}

/** `tasks/set_firedate/`. */
export const setFiredate: Task = {
  name: "set-firedate",
  flask: "tasks/set_firedate/",
  async start({ run, fields }) {
    const date = fields.required("fire_date");
    await run.change("disturbed", { fire_date: date });
    return { message: "Fire date set", result: { fire_date: date } };
  },
};

async function writeSummary(run: Run, counts: Record<string, number>): Promise<void> {
  const { disturbed_fn, sha256: hash, uploads, sbs_mode, fire_date } = await run.state("disturbed");
  await run.writeJson("disturbed/summary.json", {
    has_sbs: disturbed_fn !== null,
    file: disturbed_fn,
    sha256: hash,
    uploads,
    sbs_mode,
    fire_date,
    class_counts: counts,
  });
}
