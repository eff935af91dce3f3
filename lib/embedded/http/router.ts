/** From method and path to handler. A path with a missing final slash is redirected, as the frameworks do. */
import type { App } from "../app.ts";
import type { Exchange } from "./exchange.ts";
import type { Reply, Surface } from "./reply.ts";

/** Answers one request. */
export type Handler = (exchange: Exchange, app: App) => Promise<Reply> | Reply;

/** One address. */
export interface Route {
  method: string;
  /** `/weppcloud/runs/:run/:config/report/channel`; `*rest` at the end takes all that follows. */
  path: string;
  surface: Surface;
  handle: Handler;
}

/** What a path leads to. */
export type Match =
  | { kind: "found"; route: Route; params: Record<string, string> }
  | { kind: "slash"; status: number; location: string }
  | { kind: "method"; surface: Surface }
  | { kind: "none"; surface: Surface };

/** The route of a request. Segments are decoded one by one, so an encoded slash stays inside its segment. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = decodeSegments(path);
  const surface: Surface = path.startsWith("/rq-engine/") || path.startsWith("/query-engine/")
    ? "engine"
    : "page";
  if (segments === undefined) return { kind: "none", surface };
  let other: Match = { kind: "none", surface };
  for (const route of routes) {
    const params = matchPath(route.path, segments);
    if (params === undefined) continue;
    if (params !== "slash" && route.method === method) return { kind: "found", route, params };
    if (params === "slash" && route.method === method) {
      return { kind: "slash", status: surface === "engine" ? 307 : 308, location: `${path}/` };
    }
    if (params !== "slash") other = { kind: "method", surface };
  }
  return other;
}

function matchPath(
  pattern: string,
  segments: readonly string[],
): Record<string, string> | "slash" | undefined {
  const parts = pattern.split("/").slice(1);
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (part.startsWith("*")) {
      params[part.slice(1)] = segments.slice(index).join("/");
      return params;
    }
    const segment = segments[index];
    if (segment === undefined) return part === "" && index === parts.length - 1 ? "slash" : undefined;
    if (part.startsWith(":")) {
      if (segment === "") return undefined;
      params[part.slice(1)] = segment;
    } else if (part !== segment) return undefined;
  }
  return parts.length === segments.length ? params : undefined;
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
