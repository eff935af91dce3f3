/**
 * Which exchanges a recording keeps. Dropped: what pages are made of, analytics, logins. Folded: what a page asks
 * again and again; the first of each is kept, because it tells which request started a job.
 */
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";

/** What is known of an exchange when it is decided on. */
export interface Asked {
  method: string;
  /** Path with query. */
  path: string;
  /** Status of the answer, when one came. */
  status?: number | undefined;
  /** Content type of the answer, when one came. */
  type?: string | undefined;
  /** Header `Sec-Fetch-Site` of the request, when it has one. */
  site?: string | undefined;
}

/** What a user may choose. */
export interface PolicyOptions {
  /** Reasons of which everything is kept: {@link DROPS} and {@link FOLDS} name them. */
  keep?: readonly string[];
  /** Further paths to drop. */
  drop?: readonly RegExp[];
}

/** The decision on one exchange. `fold`: keep the first of each `key`, count the others. */
export type Fate =
  | { kind: "keep" }
  | { kind: "drop"; reason: string }
  | { kind: "fold"; reason: string; key: string };

interface About extends Asked {
  pathname: string;
  area: string;
  runId: string | undefined;
  rest: string;
}

interface Rule {
  reason: string;
  matches(about: About): boolean;
}

const STATIC_NAME =
  /\.(?:js|mjs|css|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|wasm|webmanifest)$/i;
const STATIC_TYPE =
  /^(?:image|font|audio|video)\/|^text\/(?:css|javascript)|^application\/(?:(?:x-)?javascript|wasm|manifest\+json|font)/i;
const ANALYTICS =
  /^\/(?:(?:g|j|r)\/)?collect$|\/(?:matomo|piwik)\.(?:php|js)$|^\/(?:gtag|gtm|ga|analytics|umami|plausible|sentry|beacon|cdn-cgi)(?:[./]|$)/i;
const ACCOUNT =
  /^(?:log(?:in|out)|register|reset|change|confirm|verify|oauth|tf-\w+|wan-\w+|profile\/mint-token|api\/auth)(?:\/|$)/;
const RUN_TOKEN = /^session-token\/?$/;

/** What is dropped, the first that matches. */
const DROPS: readonly Rule[] = [
  { reason: "preflights", matches: ({ method }) => method === "OPTIONS" },
  {
    // What the user did was done on a page of the target; a page of another site must not write the profile.
    reason: "actions sent by another site",
    matches: ({ method, site }) => site === "cross-site" && !/^(?:GET|HEAD|OPTIONS)$/.test(method),
  },
  { reason: "analytics", matches: ({ pathname }) => ANALYTICS.test(pathname) },
  { reason: "the toolbar of record proxy", matches: ({ pathname }) => pathname.startsWith("/.profile/") },
  { reason: "heartbeats", matches: ({ rest }) => /(?:^|\/)session-heartbeat\/?$/.test(rest) },
  {
    reason: "logins and tokens",
    matches: ({ runId, rest }) => (runId === undefined ? ACCOUNT : RUN_TOKEN).test(rest),
  },
  { reason: "the server's own recorder", matches: ({ rest }) => /^recorder\//.test(rest) },
  { reason: "health checks", matches: ({ rest }) => /^(?:health|tests\/api\/ping)\b/.test(rest) },
  { reason: "static files", matches: isStatic },
  { reason: "event streams", matches: ({ type }) => /^text\/event-stream/i.test(type ?? "") },
  {
    reason: "pages of the interface",
    matches: ({ method, type, runId, rest }) =>
      method === "GET" && /^text\/html/i.test(type ?? "") && (runId === undefined || rest === ""),
  },
];

/** What is folded, the first that matches. */
const FOLDS: readonly Rule[] = [
  {
    reason: "job polls",
    matches: ({ rest }) => /^(?:rq\/api\/)?job(?:status|info)(?:\/[^/]*)?\/?$/.test(rest),
  },
  {
    reason: "elevation queries of the map",
    matches: ({ rest }) => /^elevationquery\b/.test(rest),
  },
];

/** Every reason that {@link PolicyOptions.keep} can name. */
export const REASONS: readonly string[] = [...DROPS, ...FOLDS].map(({ reason }) => reason);

/**
 * Decides on one exchange.
 *
 * @example
 * ```ts
 * import { fateOf } from "./policy.ts";
 * fateOf({ method: "GET", path: "/static/app.js" }); // { kind: "drop", reason: "static files" }
 * ```
 */
export function fateOf(asked: Asked, options: PolicyOptions = {}): Fate {
  const pathname = asked.path.replace(/[?#][^]*$/, "");
  const target = parseEndpoint(asked.path);
  const about: About = {
    ...asked,
    method: asked.method.toUpperCase(),
    pathname,
    area: target?.area ?? "other",
    runId: target?.runId,
    rest: target?.rest ?? "",
  };
  const kept = (rule: Rule) => options.keep?.includes(rule.reason) === true;
  if (options.drop?.some((pattern) => pattern.test(asked.path))) {
    return { kind: "drop", reason: "by your own rule" };
  }
  const drop = DROPS.find((rule) => rule.matches(about));
  if (drop !== undefined) return kept(drop) ? { kind: "keep" } : { kind: "drop", reason: drop.reason };
  const fold = FOLDS.find((rule) => rule.matches(about));
  if (fold === undefined || kept(fold)) return { kind: "keep" };
  return { kind: "fold", reason: fold.reason, key: `${about.method} ${pathname}` };
}

/** Decides on the exchanges of one recording, and counts what is not kept. */
export class Sieve {
  readonly #options: PolicyOptions;
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(options: PolicyOptions = {}) {
    this.#options = options;
  }

  /** Is it kept, and if not, why? Ask once for each exchange, when its answer is known. */
  take(asked: Asked): { kept: true } | { kept: false; reason: string } {
    const fate = fateOf(asked, this.#options);
    if (fate.kind === "keep") return { kept: true };
    if (fate.kind === "fold" && (asked.status ?? 0) < 400 && !this.#seen.has(fate.key)) {
      this.#seen.add(fate.key);
      return { kept: true };
    }
    this.#counts.set(fate.reason, (this.#counts.get(fate.reason) ?? 0) + 1);
    return { kept: false, reason: fate.reason };
  }

  /** Exchanges that were not kept, by reason. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

/** Files of a run stay: an image in `download/` is data. */
function isStatic({ method, pathname, type, runId, rest }: About): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (/(?:^|\/)static\//.test(pathname) || pathname === "/favicon.ico") return true;
  if (runId !== undefined) return STATIC_TYPE.test(type ?? "") && !/^(?:download|browse|files)\//.test(rest);
  return STATIC_NAME.test(pathname) || STATIC_TYPE.test(type ?? "");
}
