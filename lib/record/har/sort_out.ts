/** First look at the entries of a HAR: which server was recorded, what goes elsewhere, what is no request. */
import { ProfileError } from "../../errors.ts";
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import type { Entry } from "./schema.ts";

/** An entry of the recorded server. */
export interface OwnEntry {
  entry: Entry;
  /** Path with query. */
  path: string;
  startedAt: number;
}

/** The entries of a HAR, sorted out. */
export interface SortedOut {
  origin: string;
  /** In the order in which they were started. */
  own: OwnEntry[];
  /** Requests to other servers, by origin. */
  others: Map<string, number>;
  webSockets: number;
  /** Entries with addresses of another kind: `data:`, `blob:`, extensions. */
  noRequests: number;
}

/**
 * Sorts the entries out.
 *
 * @param origin origin of the recorded server; default: the one that most requests of runs went to
 * @throws ProfileError usage when no entry is for a WEPPcloud run
 */
export function sortOut(entries: readonly Entry[], file: string, origin: string | undefined): SortedOut {
  const found: Omit<SortedOut, "origin"> = { own: [], others: new Map(), webSockets: 0, noRequests: 0 };
  const http: { url: URL; own: OwnEntry }[] = [];
  for (const entry of entries) {
    const url = URL.canParse(entry.request.url) ? new URL(entry.request.url) : undefined;
    if (isWebSocket(entry, url)) found.webSockets++;
    else if (url?.protocol !== "http:" && url?.protocol !== "https:") found.noRequests++;
    else {
      http.push({
        url,
        own: { entry, path: url.pathname + url.search, startedAt: Date.parse(entry.startedDateTime) },
      });
    }
  }
  const recorded = origin ?? mostRuns(http.map(({ url }) => url));
  if (recorded === undefined || !http.some(({ url }) => url.origin === recorded)) {
    const origins = [...new Set(http.map(({ url }) => url.origin))].slice(0, 5);
    const what = origin === undefined ? "no request to a run of a WEPPcloud" : `no request to ${origin}`;
    throw new ProfileError("usage", `The HAR holds ${what}`, {
      position: { file },
      remedy: origins.length === 0
        ? "Record with the network panel open from the start, then export with content"
        : `Servers in it: ${origins.join(", ")}; name the recorded one with --origin`,
    });
  }
  for (const { url, own } of http) {
    if (url.origin === recorded) found.own.push(own);
    else found.others.set(url.origin, (found.others.get(url.origin) ?? 0) + 1);
  }
  found.own.sort((a, b) => a.startedAt - b.startedAt);
  return { origin: recorded, ...found };
}

function isWebSocket(entry: Entry, url: URL | undefined): boolean {
  return entry._resourceType === "websocket" || entry._webSocketMessages !== undefined ||
    url?.protocol === "ws:" || url?.protocol === "wss:" || entry.response?.status === 101;
}

function mostRuns(urls: readonly URL[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { origin, pathname } of urls) {
    const target = parseEndpoint(pathname);
    if (target === undefined || target.area === "other") continue;
    const weight = target.runId === undefined ? 0.001 : 1;
    counts.set(origin, (counts.get(origin) ?? 0) + weight);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
