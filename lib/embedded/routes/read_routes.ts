/** What can be read of a run: state, reports, shapes. Each is 404 until what it shows is there. */
import type { App } from "../app.ts";
import { requireRun } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { report } from "../pages/report.ts";
import { html, HttpError, json, redirect, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { stationsNear } from "../model/climate.ts";
import { readCsv } from "../model/csv.ts";
import { isObject, type JsonObject, parseJson } from "../../model/json.ts";
import type { Run } from "../runs/run.ts";
import { middleOf } from "../tasks/climate.ts";
import { returnPeriods } from "./return_periods.ts";

/** Reads something of a run. */
type Reader = (run: Run, exchange: Exchange, app: App) => Promise<Reply>;

/** Routes for reading. */
export const READ_ROUTES: readonly Route[] = [
  read("resources/netful.json", (run) => file(run, "dem/wbt/netful.geojson")),
  read("resources/subcatchments.json", (run) => file(run, "dem/wbt/subcatchments.geojson")),
  read("query/has_dem/", async (run) => json((await run.state("watershed")).dem !== null)),
  read("query/extent/", async (run) => json((await demOf(run)).bounds)),
  read("query/outlet/", async (run) => json(await outletOf(run))),
  read("query/delineation_pass/", delineationPass),
  read("query/watershed/subcatchments/", async (run) => json(await byTopaz(run, "watershed/hillslopes.csv"))),
  read("query/landuse/subcatchments/", async (run) => json(await byTopaz(run, "landuse/landuse.csv"))),
  read("query/wepp/subcatchments/", weppSubcatchments),
  read(
    "report/channel",
    async (run) => table("Channels", await rowsOf(run, "watershed/channels.csv", "dem/wbt/netful.tif")),
  ),
  read("report/outlet/", async (run) => table("Outlet", [pick(await outletOf(run))])),
  read(
    "report/subcatchments/",
    async (run) => table("Subcatchments", await rowsOf(run, "watershed/hillslopes.csv")),
  ),
  read("report/landuse/", async (run) => table("Landuse", await rowsOf(run, "landuse/landuse.csv"))),
  read("report/soils/", async (run) => table("Soils", await rowsOf(run, "soils/soils.csv"))),
  read(
    "report/climate/",
    async (run) => table("Climate", [pick(await jsonFile(run, "climate/summary.json"))]),
  ),
  read(
    "report/wepp/results/",
    async (run) => table("WEPP results", [pick(await weppPart(run, "watershed"))]),
  ),
  read("report/wepp/run_summary/", async (run) => table("Run summary", [pick(await weppPart(run, "units"))])),
  read("report/wepp/return_periods/", weppReturnPeriods),
  read("report/run_ash/", async (run) => table("Ash", [pick(await jsonFile(run, "ash/summary.json"))])),
  read(
    "report/ash_by_hillslope/",
    async (run) => table("Ash by hillslope", await rowsOf(run, "ash/ash.csv")),
  ),
  read("report/omni_scenarios/", async (run) => table("Omni", await rowsOf(run, "omni/scenarios.out.csv"))),
  read("report/users/", async (run, _exchange, app) => table("Users", await usersOf(run, app))),
  read("view/closest_stations/", closestStations),
  read(
    "api/disturbed/has_sbs/",
    async (run) => json({ has_sbs: (await run.state("disturbed")).disturbed_fn !== null }),
  ),
];

function read(path: string, reader: Reader): Route {
  return {
    method: "GET",
    path: `/weppcloud/runs/:run/:config/${path}`,
    surface: "engine",
    handle: async (exchange, app) => {
      const run = await requireRun(exchange, app);
      if (path.startsWith("report/") && app.faults.hits("redirect-away")) {
        return redirect(`http://elsewhere.invalid${exchange.path}`);
      }
      return await reader(run, exchange, app);
    },
  };
}

async function delineationPass(run: Run): Promise<Reply> {
  const { dem, abstracted } = await run.state("watershed");
  if (dem === null) throw missing("delineation");
  return json(abstracted ? 2 : 1);
}

async function weppSubcatchments(run: Run): Promise<Reply> {
  const slopes = (await jsonFile(run, "wepp/output/run/summary.json"))["hillslopes"];
  const rows = Array.isArray(slopes) ? slopes : [];
  return json(
    Object.fromEntries(rows.flatMap((row) => isObject(row) ? [[String(row["topaz_id"]), row]] : [])),
  );
}

async function weppReturnPeriods(run: Run, exchange: Exchange): Promise<Reply> {
  const text = await run.text("wepp/output/ebe_pw0.txt");
  if (text === undefined) throw missing("wepp/output/ebe_pw0.txt");
  const excluded = exchange.query.getAll("exclude_yr_indxs").flatMap((list) => list.split(",")).map(Number);
  const method = exchange.query.get("method") ?? "cta";
  return table(`Return periods (${method})`, returnPeriods(text, new Set(excluded), method));
}

async function closestStations(run: Run, exchange: Exchange): Promise<Reply> {
  const { lat, lon } = await middleOf(run);
  const stations = stationsNear(lat, lon);
  const shown = exchange.query.get("mode") === "1" ? stations.slice(0, 1) : stations;
  return html(
    shown.map((station) =>
      `<option value="${station.id}">${station.desc} (${station.distance_to_query_location} km)</option>`
    )
      .join("\n"),
  );
}

/** The owners of a run, and whether everybody else may look at it or nobody may change it. */
async function usersOf(run: Run, app: App): Promise<Record<string, string | number>[]> {
  const flags = [
    await run.has("PUBLIC") ? "public" : "private",
    await run.has("READONLY") ? "read-only" : "",
  ];
  const owners = app.users.filter(({ id }) => run.owners.has(id));
  return [
    { user: "everybody", access: flags.filter((flag) => flag !== "").join(", ") },
    ...owners.map(({ id }) => ({ user: id, access: "owner" })),
  ];
}

async function file(run: Run, path: string): Promise<Reply> {
  const bytes = await run.bytes(path);
  if (bytes === undefined) throw missing(path);
  return { status: 200, headers: { "content-type": "application/json" }, body: bytes };
}

async function jsonFile(run: Run, path: string): Promise<JsonObject> {
  const value = parseJson(await run.text(path) ?? "");
  if (!isObject(value)) throw missing(path);
  return value as JsonObject;
}

async function weppPart(run: Run, key: string): Promise<JsonObject> {
  const part = (await jsonFile(run, "wepp/output/run/summary.json"))[key];
  return isObject(part) ? part as JsonObject : {};
}

/** Rows of a table; none when only the other file is there yet. */
async function rowsOf(run: Run, path: string, orElse?: string): Promise<Record<string, string | number>[]> {
  const text = await run.text(path);
  if (text !== undefined) return readCsv(text);
  if (orElse !== undefined && await run.bytes(orElse) !== undefined) return [];
  throw missing(path);
}

async function byTopaz(run: Run, path: string): Promise<Record<string, Record<string, string | number>>> {
  return Object.fromEntries((await rowsOf(run, path)).map((row) => [String(row["topaz_id"]), row]));
}

async function demOf(run: Run): Promise<{ bounds: number[] }> {
  const { dem } = await run.state("watershed");
  if (dem === null) throw missing("dem/dem.tif");
  return dem;
}

async function outletOf(run: Run): Promise<object> {
  const { _outlet: outlet } = await run.state("watershed");
  if (outlet === null) throw missing("outlet");
  return outlet;
}

function table(title: string, rows: readonly Record<string, string | number>[]): Reply {
  const head = Object.keys(rows[0] ?? {});
  return html(report(title, [head, ...rows.map((row) => head.map((column) => row[column] ?? ""))]));
}

/** The plain values of an object, nested ones as JSON. */
function pick(value: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, string | number] => [
      key,
      typeof inner === "number" || typeof inner === "string" ? inner : JSON.stringify(inner),
    ]),
  );
}

function missing(what: string): HttpError {
  return new HttpError(404, `${what} not available`, { code: "not_found" });
}
