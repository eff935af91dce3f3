/**
 * From an endpoint as the recorder wrote it to the canonical path. Recorded forms: with or without the site
 * prefix, absolute, relative to the run's page, run ids percent-encoded, rq-engine and query-engine at the
 * origin's root.
 */

/** Part of WEPPcloud that answers. */
export type Area = "weppcloud" | "rq-engine" | "query-engine" | "other";

/** What the event around an endpoint says, for endpoints that leave it out. */
export interface EndpointContext {
  runId?: string | undefined;
  config?: string | undefined;
}

/** An endpoint taken apart. */
export interface ParsedEndpoint {
  area: Area;
  /** Set when the endpoint was absolute. */
  origin?: string;
  /** Decoded: `profile;;tmp;;ab12`. */
  runId?: string;
  config?: string;
  /** What follows the run and config (or the area, when no run is named), as recorded: `tasks/setname/`. */
  rest: string;
  /** Query in recorded order, decoded; a name may come several times. */
  query: [name: string, value: string][];
  /** `/weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/`: site prefix, run and config in one form. */
  path: string;
}

const SITE = "weppcloud";
/** Stands in for the origin of endpoints that name none. */
const NOWHERE = "http://endpoint.invalid";

/**
 * Takes an endpoint apart.
 *
 * @param endpoint as recorded; may hold a query and a fragment of its own
 * @param context run id and config of the event; relative endpoints are below that run
 * @returns undefined when it is empty or no address at all
 * @example
 * ```ts
 * import { parseEndpoint } from "./parse_endpoint.ts";
 * parseEndpoint("rq/api/build_landuse", { runId: "ample-otter", config: "cfg" })?.path;
 * // "/weppcloud/runs/{{run_id}}/{{config}}/rq/api/build_landuse"
 * ```
 */
export function parseEndpoint(
  endpoint: string,
  context: EndpointContext = NO_CONTEXT,
): Readonly<ParsedEndpoint> | undefined {
  if (context !== NO_CONTEXT) return parse(endpoint, context);
  if (last?.endpoint !== endpoint) last = { endpoint, parsed: parse(endpoint, context) };
  return last.parsed;
}

/** Whoever handles an exchange asks for its endpoint again and again: the last one is remembered. */
let last: { endpoint: string; parsed: ParsedEndpoint | undefined } | undefined;
const NO_CONTEXT: EndpointContext = {};

function parse(endpoint: string, context: EndpointContext): ParsedEndpoint | undefined {
  if (endpoint.trim() === "") return undefined;
  let url: URL;
  try {
    url = new URL(endpoint, baseOf(context));
  } catch {
    return undefined;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const segments = url.pathname.split("/").slice(1);
  const parsed = bySegments(segments, context);
  return {
    ...parsed,
    ...(url.origin === NOWHERE ? {} : { origin: url.origin }),
    query: [...url.searchParams.entries()],
  };
}

function baseOf(context: EndpointContext): string {
  const run = context.runId === undefined
    ? ""
    : `runs/${encodeURIComponent(context.runId)}/${encodeURIComponent(context.config ?? "cfg")}/`;
  return `${NOWHERE}/${SITE}/${run}`;
}

type Parts = Omit<ParsedEndpoint, "query" | "origin">;

function bySegments(segments: string[], context: EndpointContext): Parts {
  const [first, second] = segments;
  if (first === "rq-engine") {
    const api = second === "api" ? ["rq-engine", "api"] : ["rq-engine"];
    return inArea("rq-engine", api, segments.slice(api.length), context);
  }
  if (first === "query-engine") {
    return inArea("query-engine", ["query-engine"], segments.slice(1), context);
  }
  if (first === SITE) return inArea("weppcloud", [SITE], segments.slice(1), context);
  if (first === "runs" || first === "rq" || first === "tasks") {
    return inArea("weppcloud", [SITE], segments, context);
  }
  return { area: "other", rest: segments.join("/"), path: `/${segments.join("/")}` };
}

/** Reads `runs/<id>/<config>/…`; query-engine addresses have no config. */
function inArea(area: Area, prefix: string[], segments: string[], context: EndpointContext): Parts {
  const [runs, run, ...behind] = segments;
  if (runs !== "runs" || run === undefined || run === "") {
    return { area, rest: segments.join("/"), path: `/${[...prefix, ...segments].join("/")}` };
  }
  const runId = decode(run);
  const config = configOf(area, behind, context);
  const rest = (config === undefined ? behind : behind.slice(1)).join("/");
  // A config other than the run's own is kept as it was sent.
  const own = config !== undefined &&
    (context.config === undefined || config === plainConfig(context.config));
  const configSegment = config === undefined ? [] : [own ? "{{config}}" : behind[0] ?? ""];
  return {
    area,
    runId,
    ...(config === undefined ? {} : { config }),
    rest,
    path: `/${[...prefix, "runs", "{{run_id}}", ...configSegment, rest].join("/")}`,
  };
}

function configOf(area: Area, behind: string[], context: EndpointContext): string | undefined {
  const first = behind[0];
  if (first === undefined || first === "") return undefined;
  const config = plainConfig(decode(first));
  if (area !== "query-engine") return config;
  return context.config !== undefined && config === plainConfig(context.config) ? config : undefined;
}

/** A config slug without `.cfg`. */
export function plainConfig(config: string): string {
  return config.replace(/\.cfg$/, "");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
