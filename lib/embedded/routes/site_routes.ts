/** Health, run creation, and the small services beside the API. */
import type { App } from "../app.ts";
import { requireCsrf, requireRun, requireSameOrigin } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, redirect, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { placeCell } from "../model/grid.ts";
import { round } from "../model/noise.ts";
import { elevationAt } from "../model/terrain.ts";
import { Fields } from "../tasks/fields.ts";
import { sceneOf } from "../tasks/scene.ts";

const SLUG = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Body and query keys of a creation that are no configuration. */
const NO_OVERRIDE = new Set(["config", "rq_token", "cap_token", "csrf_token", "g-recaptcha-response"]);

/** Routes of the site. */
export const SITE_ROUTES: readonly Route[] = [
  { method: "GET", path: "/health", surface: "page", handle: gateway },
  { method: "GET", path: "/weppcloud/health", surface: "page", handle: gateway },
  {
    method: "GET",
    path: "/rq-engine/health",
    surface: "engine",
    handle: () => json({ status: "ok", scope: "rq-engine" }),
  },
  { method: "POST", path: "/rq-engine/create/", surface: "engine", handle: create },
  { method: "POST", path: "/rq-engine/api/create/", surface: "engine", handle: create },
  {
    method: "GET",
    path: "/rq-engine/api/runs/:run/:config/hello-world",
    surface: "engine",
    handle: helloWorld,
  },
  {
    method: "POST",
    path: "/rq-engine/api/runs/:run/:config/hello-world",
    surface: "engine",
    handle: helloWorld,
  },
  {
    method: "POST",
    path: "/weppcloud/runs/:run/:config/elevationquery/",
    surface: "legacy",
    handle: elevation,
  },
  {
    method: "POST",
    path: "/weppcloud/runs/:run/:config/recorder/events",
    surface: "engine",
    handle: recorderEvents,
  },
  {
    method: "POST",
    path: "/weppcloud/runs/:run/:config/recorder/promote",
    surface: "engine",
    handle: recorderPromote,
  },
];

function gateway(): Reply {
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "OK" };
}

/** Makes a run and sends the browser to it; the id is the server's choice. */
async function create(exchange: Exchange, app: App): Promise<Reply> {
  const field = exchange.field("rq_token");
  const verdict = field === undefined ? undefined : app.tokens.verify(field);
  const claims = verdict !== undefined && "claims" in verdict ? verdict.claims : exchange.token;
  const user = exchange.session?.user;
  if (claims === undefined && user === undefined) {
    const trouble = exchange.tokenTrouble ??
      (verdict !== undefined && "trouble" in verdict ? verdict.trouble : undefined);
    if (trouble !== undefined) throw new HttpError(401, trouble, { code: "unauthorized" });
    throw new HttpError(403, "CAPTCHA token is required.", { code: "forbidden" });
  }
  if (claims === undefined) requireSameOrigin(exchange, app);
  const config = (exchange.field("config") ?? exchange.query.get("config") ?? "").replace(/\.cfg$/, "");
  if (!SLUG.test(config)) throw new HttpError(400, "config is required", { code: "validation_error" });
  const sent: Record<string, unknown> = new Fields(exchange.body).describe();
  const overrides = Object.fromEntries(
    [...Object.entries(sent), ...exchange.query].filter(([key]) => !NO_OVERRIDE.has(key) && key !== "files")
      .map(([key, value]) => [key, String(value)]),
  );
  const owner = user?.id ?? Number(claims?.sub);
  const run = await app.runs.create(config, overrides, app.random(), Number.isNaN(owner) ? undefined : owner);
  await run.change("ron", {});
  await run.mark("timestamps:created", Math.floor(app.now() / 1000));
  await run.log("ron", `Ron initialised cfg=${config}.cfg`, app.now());
  return redirect(`/weppcloud/runs/${run.id}/${config}/`, 303);
}

/** Open to everybody; enqueues a job that does nothing. */
async function helloWorld(exchange: Exchange, app: App): Promise<Reply> {
  if (app.faults.hits("no-hello-world")) throw new HttpError(404, "Not Found");
  const run = await requireRun(exchange, app);
  const job = await app.jobs.submit(run.id, {
    task: "hello-world",
    func: "wepppy.rq.project_rq.hello_world_rq",
    durationMs: 20,
    work: () => Promise.resolve("Hello, World!"),
  });
  return json({ job_id: job.id, message: "Job enqueued" });
}

/** A service of its own beside Flask: no CSRF, no login. */
async function elevation(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const fields = new Fields(exchange.body);
  fields.required("lat");
  fields.required("lng");
  const lat = fields.number("lat", 0);
  const lng = fields.number("lng", 0);
  const scene = (await run.state("watershed")).dem === null ? undefined : await sceneOf(run, app);
  const cell = scene === undefined ? undefined : placeCell(scene.terrain.grid, lat, lng);
  const ground = scene === undefined || cell === undefined
    ? elevationAt(lat, lng) * app.drift.elevation
    : scene.terrain.elevation[cell.row * scene.terrain.grid.width + cell.column] ?? 0;
  return json({ Elevation: round(ground, 2), Units: "m", Longitude: lng, Latitude: lat });
}

/** The recorder of the pages: taken and dropped, since this server writes the log itself. */
async function recorderEvents(exchange: Exchange, app: App): Promise<Reply> {
  requireCsrf(exchange, app);
  await requireRun(exchange, app);
  const body = exchange.body;
  const events = body.kind === "json" && typeof body.value === "object" && body.value !== null &&
      !Array.isArray(body.value)
    ? body.value["events"]
    : undefined;
  if (!Array.isArray(events) && exchange.field("events") === undefined) {
    return json({ error: "events must be a list" }, 400);
  }
  return { status: 204, headers: {}, body: "" };
}

async function recorderPromote(exchange: Exchange, app: App): Promise<Reply> {
  requireCsrf(exchange, app);
  if (exchange.session?.user === undefined) throw new HttpError(401, "Authentication required");
  await requireRun(exchange, app);
  return json({ profile: { profile_root: "", capture_path: "", run_source: "" } });
}
