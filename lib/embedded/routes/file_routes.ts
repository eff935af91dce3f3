/** Files of a run: raw, as a listing, and as tables of the query engine. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../app.ts";
import { requireRun } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { escapeHtml, html, HttpError, json, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { readCsv } from "../model/csv.ts";
import { round } from "../model/noise.ts";
import { statistics } from "../model/raster.ts";
import { readValues } from "../tasks/scene.ts";
import { isPlainRelative, pathBelow } from "../../files/safe_path.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import { extensionOf } from "../runs/names.ts";
import type { Entry } from "../pages/browse_page.ts";
import type { Run } from "../runs/run.ts";

/** Routes for files. */
export const FILE_ROUTES: readonly Route[] = [
  { method: "GET", path: "/weppcloud/runs/:run/:config/download/*path", surface: "engine", handle: download },
  { method: "GET", path: "/weppcloud/runs/:run/:config/files/*path", surface: "engine", handle: listing },
  { method: "GET", path: "/weppcloud/runs/:run/:config/gdalinfo/*path", surface: "page", handle: gdalInfo },
  { method: "POST", path: "/query-engine/runs/:run/query", surface: "engine", handle: query },
];

/** Only the role Root, which nobody has here, may see logs. */
const FORBIDDEN = /(^|\/)(_logs|exceptions\.log|exception_factory\.log|profile\.events\.jsonl)(\/|$)/i;

const TYPES: Record<string, string> = {
  json: "application/json",
  geojson: "application/json",
  nodb: "application/json",
  txt: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  tif: "image/tiff",
  tiff: "image/tiff",
};

async function download(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const path = await allowedPath(run, exchange.params["path"] ?? "");
  const bytes = await run.bytes(path);
  if (bytes === undefined) throw new HttpError(404, "File not found", { code: "not_found" });
  const type = TYPES[extensionOf(path)] ?? "application/octet-stream";
  const { mtime } = await lstat(join(run.dir, path));
  return {
    status: 200,
    headers: { "content-type": type, "last-modified": mtime.toUTCString() },
    body: bytes,
  };
}

/** What is in a raster, for people. */
async function gdalInfo(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const path = await allowedPath(run, exchange.params["path"] ?? "");
  const bytes = await run.bytes(path);
  if (bytes === undefined) throw new HttpError(404, "File not found");
  if (!/^tiff?$/.test(extensionOf(path))) throw new HttpError(400, `${path} is no raster`);
  const { width, height, data, nodata } = await readValues(path, bytes);
  const { count, min, max, mean } = statistics(data, nodata);
  const lines = [
    "Driver: GTiff/GeoTIFF",
    `Size is ${width}, ${height}`,
    `NoData Value=${nodata ?? "none"}`,
    `Minimum=${round(min, 3)}, Maximum=${round(max, 3)}, Mean=${round(mean, 3)}, Cells=${count}`,
  ];
  return html(`<pre>${escapeHtml(lines.join("\n"))}</pre>\n`);
}

/** Needs a token or a login always, also for public runs. */
async function listing(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  if (exchange.token === undefined && exchange.session?.user === undefined) {
    throw new HttpError(401, "Authentication required", { code: "unauthorized" });
  }
  const path = (exchange.params["path"] ?? "").replace(/\/$/, "");
  const entries = await entriesOf(run, path);
  if (entries.length === 0 && path !== "") throw new HttpError(404, "Path not found", { code: "not_found" });
  return json({ runid: run.id, path, entries, total: entries.length });
}

/**
 * What lies in a folder of a run, without what only the role Root may see.
 *
 * @param path below the run, without slashes at its ends; empty for the run itself
 * @throws HttpError 403 or 404 for a path that nobody may list
 */
export async function entriesOf(run: Run, path: string): Promise<Entry[]> {
  if (path !== "") await allowedPath(run, path);
  const entries: Entry[] = [];
  for (const name of await run.names(path)) {
    if (FORBIDDEN.test(name)) continue;
    const info = await lstat(join(run.dir, path, name));
    const type = info.isDirectory() ? "directory" : "file";
    entries.push({ name, type, size: info.isFile() ? info.size : null });
  }
  return entries;
}

async function allowedPath(run: Run, path: string): Promise<string> {
  if (FORBIDDEN.test(path)) throw new HttpError(403, "Root role required", { code: "forbidden" });
  const inside = isPlainRelative(path) && await pathBelow(run.dir, path).then(() => true, () => false);
  if (!inside) throw new HttpError(404, "File not found", { code: "not_found" });
  return path;
}

/** One data set, some columns, simple filters; a parquet path means the CSV that this server writes in its place. */
async function query(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const body = exchange.body.kind === "json" ? exchange.body.value : null;
  const dataset = isObject(body) && Array.isArray(body["datasets"]) ? body["datasets"][0] : undefined;
  const path = isObject(dataset) ? dataset["path"] : dataset;
  if (!isObject(body) || typeof path !== "string") throw invalid("datasets must name a path");
  const text = await run.text(await allowedPath(run, path.replace(/\.parquet$/, ".csv")));
  if (text === undefined) throw new HttpError(404, `Dataset ${path} not found`, { code: "not_found" });
  const rows = readCsv(text);
  const known = Object.keys(rows[0] ?? {});
  const asked = Array.isArray(body["columns"])
    ? body["columns"].map((column) => columnName(String(column), known))
    : known;
  const filters = Array.isArray(body["filters"]) ? body["filters"] : [];
  const tests = filters.map((filter) => testOf(filter, known));
  const limit = typeof body["limit"] === "number" ? body["limit"] : Infinity;
  const records = rows.filter((row) => tests.every((test) => test(row))).slice(0, limit)
    .map((row) => Object.fromEntries(asked.map((column) => [column, row[column] ?? null])));
  return json({ records, row_count: records.length, columns: asked });
}

function columnName(text: string, known: readonly string[]): string {
  const name = text.split(".").pop() ?? text;
  if (!known.includes(name)) throw invalid(`Unknown column ${text}`);
  return name;
}

function testOf(
  filter: JsonValue,
  known: readonly string[],
): (row: Record<string, string | number>) => boolean {
  if (!isObject(filter)) throw invalid("filters must be objects");
  const column = columnName(String(filter["column"]), known);
  const compare = COMPARE[String(filter["operator"] ?? "=")];
  if (compare === undefined) throw invalid(`Unknown operator ${String(filter["operator"])}`);
  const wanted = filter["value"];
  return (row) => compare(row[column] ?? "", typeof wanted === "number" ? wanted : String(wanted));
}

const COMPARE: Record<string, (a: string | number, b: string | number) => boolean> = {
  "=": (a, b) => String(a) === String(b),
  "==": (a, b) => String(a) === String(b),
  "!=": (a, b) => String(a) !== String(b),
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

function invalid(message: string): HttpError {
  return new HttpError(400, message, { code: "validation_error" });
}
