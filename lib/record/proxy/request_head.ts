/** The head of a request on its way to the target: the target must see what it would see without the proxy. */
import type { HeaderList } from "../../recording/types.ts";
import type { Origins } from "./origins.ts";

/** Headers of one connection only (RFC 9110 7.6.1), and those that the proxy answers itself. */
const HOP = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const CONDITIONAL = new Set(["if-none-match", "if-modified-since"]);
/** What a script or a navigation asks for: recorded whole, so a 304 of the browser's cache would be a hole. */
const RECORDED_WHOLE = new Set(["document", "iframe", "frame", "empty"]);

/** What the head of a request depends on. */
export interface RequestHeadOptions {
  origins: Origins;
  /** Host header that the browser sent: `localhost:8123`. */
  proxyHost: string;
  /** For `X-Correlation-ID`, where the request has none. */
  correlation: string;
  /** Content encodings that can be read here. */
  encodings: readonly string[];
}

/**
 * Headers for the target: Host, Origin and Referer name the target, headers of the connection are left out, nothing
 * tells of a proxy.
 */
export function requestHead(headers: HeaderList, options: RequestHeadOptions): [string, string][] {
  const { origins, proxyHost } = options;
  const named = connectionNames(headers);
  const fetchDest = headers.find(([name]) => name.toLowerCase() === "sec-fetch-dest")?.[1];
  const whole = fetchDest !== undefined && RECORDED_WHOLE.has(fetchDest);
  const sent: [string, string][] = [["Host", origins.targetHost]];
  let correlated = false;
  for (const [name, value] of headers) {
    const plain = name.toLowerCase();
    if (HOP.has(plain) || named?.has(plain) === true) continue;
    if (whole && CONDITIONAL.has(plain)) continue;
    if (plain === "origin" || plain === "referer") sent.push([name, origins.toTarget(value, proxyHost)]);
    else if (plain === "accept-encoding") sent.push([name, acceptable(value, options.encodings)]);
    else sent.push([name, value]);
    if (plain === "x-correlation-id") correlated = true;
  }
  if (!correlated) sent.push(["X-Correlation-ID", options.correlation]);
  return sent;
}

/** Names that the Connection header lists, beside the well-known ones. */
export function connectionNames(headers: HeaderList): Set<string> | undefined {
  let names: Set<string> | undefined;
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== "connection" || /^\s*(?:keep-alive|close)\s*$/i.test(value)) continue;
    names ??= new Set();
    for (const part of value.split(",")) names.add(part.trim().toLowerCase());
  }
  return names;
}

/** What the browser takes, less what could not be read for the recording. */
function acceptable(value: string, encodings: readonly string[]): string {
  const kept = value.split(",").map((part) => part.trim()).filter((part) => {
    const name = part.split(";")[0]?.trim().toLowerCase() ?? "";
    return name === "identity" || encodings.includes(name);
  });
  return kept.length === 0 ? "identity" : kept.join(", ");
}
