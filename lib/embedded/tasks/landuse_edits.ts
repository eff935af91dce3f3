/** Tasks that change single things of landuse: the class of hillslopes, their mapping, maps and classes of the user. */
import { isObject, type JsonObject } from "../../model/json.ts";
import type { App } from "../app.ts";
import { HttpError } from "../http/reply.ts";
import type { Run } from "../runs/run.ts";
import type { Fields } from "./fields.ts";
import { rewriteCovers } from "./landuse.ts";
import type { Outcome, Task, TaskContext } from "./task.ts";

/** `modify-landuse`: other classes for some hillslopes. */
export const modifyLanduse: Task = {
  name: "modify-landuse",
  flask: "tasks/modify_landuse/",
  engine: "modify-landuse",
  async start({ run, fields, app }) {
    const ids = fields.numbers("topaz_ids");
    const landclass = fields.required("landuse");
    const { domlc_d, built } = await run.state("landuse");
    if (!built) throw new HttpError(400, "Landuse has not been built", { code: "validation_error" });
    const unknown = ids.filter((id) => domlc_d[String(id)] === undefined);
    if (ids.length === 0 || unknown.length > 0) {
      throw new HttpError(400, "topaz_ids must name hillslopes of the run", { code: "validation_error" });
    }
    const changed = Object.fromEntries(ids.map((id) => [String(id), landclass]));
    await run.change("landuse", { domlc_d: { ...domlc_d, ...changed } });
    await rewriteCovers(run, app);
    return { message: "Landuse modified" };
  },
};

/** Flask `tasks/modify_landuse_mapping/`: every hillslope of one class gets another. */
export const modifyLanduseMapping: Task = {
  name: "modify-landuse-mapping",
  flask: "tasks/modify_landuse_mapping/",
  engine: "modify-landuse-mapping",
  async start({ run, fields, app }) {
    const from = fields.required("dom");
    const to = fields.required("newdom");
    const { domlc_d, built } = await run.state("landuse");
    const mapped = Object.entries(domlc_d).map(([id, key]) => [id, key === from ? to : key]);
    await run.change("landuse", { domlc_d: Object.fromEntries(mapped) });
    if (built) await rewriteCovers(run, app);
    return { message: "Landuse mapping modified" };
  },
};

/** `landuse-map/<entry>`: entries of the user's table of classes. */
export const landuseMap = catalogue("landuse-map", "landuse_map");
/** `landuse-user-defined/<entry>`: classes of the user's own. */
export const landuseUserDefined = catalogue("landuse-user-defined", "landuse_user_defined");

/** Flask `tasks/delete_landuse_map/<entry>`. */
export const deleteLanduseMap: Task = {
  name: "delete-landuse-map",
  flask: "tasks/delete_landuse_map/*rest",
  methods: ["POST", "DELETE"],
  start: ({ run, rest }) => drop(run, "landuse-map", rest),
};

/** Entries are written with any of POST, PUT and PATCH, and dropped with DELETE; a stale version is refused. */
function catalogue(name: string, legacy: string): Task {
  return {
    name,
    flask: `tasks/${legacy}/*rest`,
    engine: `${name}/*rest`,
    methods: ["POST", "PUT", "PATCH", "DELETE"],
    start: (context) =>
      context.method === "DELETE" ? drop(context.run, name, context.rest) : keep(context, name),
  };
}

async function keep({ run, fields, rest, app }: TaskContext, name: string): Promise<Outcome> {
  const key = rest.replace(/\/$/, "");
  if (!/^[\w-]+$/.test(key)) throw new HttpError(404, "No such entry", { code: "not_found" });
  const all = await entriesOf(run, name);
  const before = isObject(all[key]) ? all[key] as JsonObject : {};
  const version = Number(before["version"] ?? 0);
  refuseStale(fields, version);
  const { version: _version, ...sent } = fields.describe(run.id);
  await save(run, name, { ...all, [key]: { ...before, ...sent, version: version + 1 } }, app);
  return { message: "Entry saved", result: { key, version: version + 1 } };
}

function refuseStale(fields: Fields, version: number): void {
  if (fields.number("version", version) === version) return;
  throw new HttpError(409, "The entry was changed by somebody else", { code: "STALE_LOOKUP" });
}

async function drop(run: Run, name: string, rest: string): Promise<Outcome> {
  const key = rest.replace(/\/$/, "");
  const { [key]: gone, ...left } = await entriesOf(run, name);
  if (gone === undefined) throw new HttpError(404, "No such entry", { code: "not_found" });
  await run.writeJson(`landuse/${name}.json`, left);
  return { message: "Entry deleted" };
}

async function save(run: Run, name: string, entries: JsonObject, app: App): Promise<void> {
  await run.writeJson(`landuse/${name}.json`, entries);
  await run.log("landuse", `${name} changed`, app.now());
}

async function entriesOf(run: Run, name: string): Promise<JsonObject> {
  const text = await run.text(`landuse/${name}.json`);
  return text === undefined ? {} : JSON.parse(text) as JsonObject;
}
