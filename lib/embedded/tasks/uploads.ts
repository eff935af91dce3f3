/** Tasks that only keep a file and say what is in it: cover transform, elevation model, roads. */
import { sha256 } from "../../files/hash.ts";
import { isObject, parseJson } from "../../model/json.ts";
import { HttpError } from "../http/reply.ts";
import { round } from "../model/noise.ts";
import { statistics } from "../model/raster.ts";
import { securedName } from "../runs/names.ts";
import type { Run } from "../runs/run.ts";
import type { Upload } from "./fields.ts";
import { keepUpload, readValues } from "./scene.ts";
import type { Task } from "./task.ts";

/** `tasks/upload-cover-transform`. */
export const uploadCoverTransform: Task = {
  name: "upload-cover-transform",
  flask: "tasks/upload_cover_transform",
  engine: "tasks/upload-cover-transform",
  async start({ run, fields }) {
    const upload = fields.requiredUpload("input_upload_cover_transform", ["csv"], 10);
    const path = await keepUpload(run, "revegetation", upload);
    const [head = "", ...rows] = new TextDecoder().decode(upload.bytes).split(/\r?\n/).filter((line) =>
      line !== ""
    );
    await run.change("revegetation", { cover_transform_path: `${run.dir}/${path}` });
    await summarise(run, "revegetation", upload, { columns: head.split(","), rows: rows.length });
    return { message: "Cover transform uploaded", result: { cover_transform_fn: securedName(upload.name) } };
  },
};

/** `tasks/upload-dem/`: the next fetch of an elevation model takes this one. */
export const uploadDem: Task = {
  name: "upload-dem",
  flask: "tasks/upload_dem/",
  engine: "tasks/upload-dem/",
  async start({ run, fields }) {
    const upload = fields.requiredUpload("input_upload_dem", ["tif", "tiff"]);
    const values = await readValues(upload.name, upload.bytes);
    const path = await keepUpload(run, "dem", upload, "_");
    const { count, mean, min, max } = statistics(values.data, values.nodata);
    await run.change("watershed", { uploaded_dem: path });
    await summarise(run, "dem", upload, {
      width: values.width,
      height: values.height,
      count,
      mean: round(mean, 3),
      min: round(min, 3),
      max: round(max, 3),
    });
    return { message: "DEM uploaded", result: { dem_fn: securedName(upload.name) } };
  },
};

/** Flask `tasks/roads/upload_geojson`. */
export const uploadRoads: Task = {
  name: "upload-roads",
  flask: "tasks/roads/upload_geojson",
  async start({ run, fields }) {
    const upload = fields.requiredUpload("file", ["geojson", "json"], 10);
    const shape = parseJson(new TextDecoder().decode(upload.bytes));
    if (!isObject(shape) || typeof shape["type"] !== "string") {
      throw new HttpError(400, `${upload.name} is not GeoJSON`, { code: "validation_error" });
    }
    const path = await keepUpload(run, "roads", upload);
    await run.change("roads", { geojson_path: `${run.dir}/${path}` });
    const features = Array.isArray(shape["features"]) ? shape["features"].length : 0;
    await summarise(run, "roads", upload, { type: shape["type"], features });
    return { message: "Roads uploaded", result: { geojson_fn: securedName(upload.name) } };
  },
};

async function summarise(
  run: Run,
  folder: string,
  upload: Upload,
  content: Record<string, unknown>,
): Promise<void> {
  await run.writeJson(`${folder}/upload.json`, {
    file: securedName(upload.name),
    size: upload.bytes.byteLength,
    sha256: sha256(upload.bytes),
    ...content,
  });
}
