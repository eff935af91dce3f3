/** Pages for people, and the files that belong to them. */
import type { App } from "../app.ts";
import { requireRun } from "../auth/guard.ts";
import type { Exchange } from "../http/exchange.ts";
import { HttpError, json, redirect, type Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { browsePage } from "../pages/browse_page.ts";
import { contextOf, STATIC } from "../pages/layout.ts";
import { runPage } from "../pages/run_page.ts";
import { SCRIPT } from "../pages/script.ts";
import { homePage, interfacesPage, profilePage } from "../pages/site_pages.ts";
import { ICON, STYLE } from "../pages/style.ts";
import { CONFIGURATIONS } from "../runs/configurations.ts";
import { entriesOf } from "./file_routes.ts";

/** Routes of pages. */
export const PAGE_ROUTES: readonly Route[] = [
  { method: "GET", path: "/", surface: "page", handle: () => redirect("/weppcloud/") },
  { method: "GET", path: "/weppcloud/", surface: "page", handle: (x, app) => homePage(contextOf(x, app)) },
  {
    method: "GET",
    path: "/weppcloud/interfaces/",
    surface: "page",
    handle: (x, app) => interfacesPage(contextOf(x, app)),
  },
  { method: "GET", path: "/weppcloud/profile", surface: "page", handle: profile },
  { method: "GET", path: "/weppcloud/runs/:run/:config/", surface: "page", handle: showRun },
  { method: "GET", path: "/weppcloud/runs/:run/:config/browse/*path", surface: "page", handle: browse },
  {
    method: "GET",
    path: "/rq-engine/api/configs",
    surface: "engine",
    handle: () => json({ configs: CONFIGURATIONS.map(({ slug, title }) => ({ config: slug, title })) }),
  },
  asset("embedded.css", "text/css; charset=utf-8", STYLE),
  asset("embedded.js", "text/javascript; charset=utf-8", SCRIPT),
  asset("embedded.svg", "image/svg+xml", ICON),
];

function asset(name: string, type: string, body: string): Route {
  const headers = { "content-type": type, "cache-control": "public, max-age=3600" };
  return {
    method: "GET",
    path: `${STATIC}/${name}`,
    surface: "page",
    handle: () => ({ status: 200, headers, body }),
  };
}

function profile(exchange: Exchange, app: App): Reply {
  if (exchange.session?.user === undefined) return redirect("/weppcloud/login?next=%2Fweppcloud%2Fprofile");
  return profilePage(contextOf(exchange, app));
}

async function showRun(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const { _name: name } = await run.state("ron");
  return runPage(contextOf(exchange, app), run, name);
}

async function browse(exchange: Exchange, app: App): Promise<Reply> {
  const run = await requireRun(exchange, app);
  const path = (exchange.params["path"] ?? "").replace(/\/$/, "");
  const entries = await entriesOf(run, path);
  if (entries.length === 0 && path !== "") throw new HttpError(404, "Path not found");
  return browsePage(contextOf(exchange, app), run, path, entries);
}
