/** Uploads that belong to no run yet: a map that makes a run, and the maps of a batch of runs. */
import { join } from "node:path";
import type { App } from "../app.ts";
import { requireBearer, userOf } from "../auth/guard.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { sha256 } from "../../files/hash.ts";
import { isPlainName } from "../../files/safe_path.ts";
import { isObject, parseJson } from "../../model/json.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { securedName } from "../runs/names.ts";
import { uploadSbs } from "../tasks/disturbed.ts";
import { Fields, type Upload } from "../tasks/fields.ts";
import { readValues } from "../tasks/scene.ts";
import { recordInputs } from "../tasks/task.ts";

/** Config of the runs that a fire's map makes. */
const FIRE_CONFIG = "disturbed9002";
const MAPS = ["tif", "tiff", "img", "vrt"] as const;

/** Routes of these uploads. */
export const UPLOAD_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/rq-engine/api/huc-fire/tasks/upload-sbs/",
    surface: "engine",
    handle: newFire,
  },
  {
    method: "POST",
    path: "/rq-engine/api/batch/_/:batch/upload-geojson",
    surface: "engine",
    handle: batchShapes,
  },
  {
    method: "POST",
    path: "/rq-engine/api/batch/_/:batch/upload-sbs-map",
    surface: "engine",
    handle: batchMap,
  },
];

/** Makes a run around a map of burn severity. */
async function newFire(exchange: Exchange, app: App): Promise<Reply> {
  requireBearer(exchange, undefined);
  const fields = new Fields(exchange.body);
  const upload = fields.requiredUpload("input_upload_sbs", MAPS);
  await readValues(upload.name, upload.bytes);
  const user = userOf(exchange);
  const run = await app.runs.create(FIRE_CONFIG, {}, app.random(), user);
  await run.change("ron", {});
  const context = { app, run, fields, user, method: exchange.method, rest: "" };
  const { result } = await uploadSbs.start(context);
  await recordInputs(app, run, uploadSbs.name, fields);
  const disturbed = isObject(result) ? result["disturbed_fn"] : undefined;
  return json({
    message: "Run created",
    result: { runid: run.id, config: FIRE_CONFIG, disturbed_fn: disturbed },
  });
}

/** The watersheds of a batch, one feature each. */
async function batchShapes(exchange: Exchange, app: App): Promise<Reply> {
  const upload = batchUpload(exchange, ["geojson_file", "file"], ["geojson", "json"], 10);
  const shape = parseJson(new TextDecoder().decode(upload.bytes));
  if (!isObject(shape) || !Array.isArray(shape["features"])) {
    throw new HttpError(400, `${upload.name} is not GeoJSON`, { code: "validation_error" });
  }
  await keepResource(exchange, app, upload);
  return json({
    message: "GeoJSON uploaded",
    result: {
      filename: securedName(upload.name),
      feature_count: shape["features"].length,
      checksum: sha256(upload.bytes),
    },
  });
}

/** The map of burn severity of all runs of a batch. */
async function batchMap(exchange: Exchange, app: App): Promise<Reply> {
  const upload = batchUpload(exchange, ["sbs_map", "file"], MAPS);
  await readValues(upload.name, upload.bytes);
  await keepResource(exchange, app, upload);
  return json({
    message: "SBS map uploaded",
    result: { filename: securedName(upload.name), checksum: sha256(upload.bytes) },
  });
}

/** The upload under the first of its names that was sent. */
function batchUpload(
  exchange: Exchange,
  names: readonly string[],
  extensions: readonly string[],
  megabytes?: number,
): Upload {
  requireBearer(exchange, undefined);
  const fields = new Fields(exchange.body);
  const found = names.map((name) => fields.upload(name, extensions, megabytes)).find((upload) =>
    upload !== undefined
  );
  return found ?? fields.requiredUpload(names[0] ?? "file", extensions);
}

async function keepResource(exchange: Exchange, app: App, upload: Upload): Promise<void> {
  const { batch = "" } = exchange.params;
  const root = app.batchRoot;
  if (root === undefined || !isPlainName(batch)) {
    throw new HttpError(404, "Batch not found", { code: "not_found" });
  }
  await writeAtomic(join(root, batch, "resources", securedName(upload.name)), upload.bytes, { flush: false });
}
