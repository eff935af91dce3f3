/** The toolbar in the pages of a recording: what the proxy needs of it. See {@link createToolbar}. */
import { createHash } from "node:crypto";
import type { HeaderList } from "../../../recording/types.ts";
import type { Toolbar, ToolbarRequest } from "../control.ts";
import { type ApiOptions, createApi } from "./api.ts";
import { adaptCsp, type CspNeeds, sandboxesToolbar } from "./csp.ts";
import { createGate, type Gate, TOOLBAR_ROOT } from "./gate.ts";
import { insertInto } from "./insert.ts";
import { pageScript } from "./script.ts";
import { answerStart } from "./start.ts";

export { withoutToolbarCookie } from "./gate.ts";

/** How a toolbar is made. */
export interface ToolbarOptions extends ApiOptions {
  /** Where the start link leads to in the end; default `/`. */
  landing?: string;
  /** Called when a browser has used a start link. */
  onStarted?: () => void;
  /** Unguessable text at each call; given by tests. */
  random?: () => string;
}

/** Headers that speak of the page's bytes, which change, or that would keep a page with an old token. */
const DROPPED = new Set([
  "content-length",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "etag",
  "last-modified",
  "accept-ranges",
  "age",
  "expires",
  "cache-control",
  "pragma",
]);
const POLICIES = new Set(["content-security-policy", "content-security-policy-report-only"]);

/**
 * Makes the toolbar of a session.
 *
 * @example
 * ```ts
 * import { createToolbar } from "./mod.ts";
 * const toolbar = createToolbar({ landing: "/weppcloud/" });
 * console.log(`http://localhost:8080${toolbar.startPath()}`);
 * ```
 */
export function createToolbar(options: ToolbarOptions = {}): Toolbar {
  const gate = createGate(options.random);
  const api = createApi(options);
  const script = pageScript({ base: gate.base, token: gate.token });
  const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  const html = `<script>${script}</script>`;

  return {
    startPath: () => gate.startPath(),
    wants: (request) => isNavigation(request) && gate.knows(request.headers),
    async handleToolbarRequest(request, response, control) {
      const url = request.url ?? "";
      const path = url.replace(/[?#].*/s, "");
      if (path !== TOOLBAR_ROOT && !path.startsWith(`${TOOLBAR_ROOT}/`)) return false;
      if (path === `${TOOLBAR_ROOT}/start`) {
        const onStarted = options.onStarted ?? (() => {});
        answerStart(request, response, { gate, landing: options.landing ?? "/", onStarted });
      } else await api(request, response, { gate, control, path });
      return true;
    },
    toolbarFor(page) {
      if (!mayShow(page, gate)) return undefined;
      const needs: CspNeeds = {
        script: hash,
        connect: `http://${page.request?.headers.host ?? "localhost"}${TOOLBAR_ROOT}/`,
      };
      const policy = (value: string) => adaptCsp(value, needs);
      const charset = /charset\s*=/i.test(header(page.headers, "content-type") ?? "");
      return {
        headers: pageHeaders(page.headers, policy),
        insert: () => insertInto({ html, charsetKnown: charset, policy }),
      };
    },
  };
}

/** A navigation of a whole window; frames, fetches and speculative loads without a page are none. */
function isNavigation({ method, headers }: ToolbarRequest): boolean {
  if (method !== "GET" && method !== "POST") return false;
  const dest = headers["sec-fetch-dest"];
  if (dest !== undefined) return dest === "document";
  // A browser without fetch metadata: a script's request names itself or does not ask for HTML.
  return headers["x-requested-with"] === undefined && /text\/html/i.test(headers.accept ?? "");
}

function mayShow(page: Parameters<Toolbar["toolbarFor"]>[0], gate: Gate): boolean {
  const { request, status, headers } = page;
  if (request === undefined || !isNavigation(request) || !gate.knows(request.headers)) return false;
  if (status < 200 || (status >= 300 && status < 400) || [204, 205, 206].includes(status)) return false;
  const type = header(headers, "content-type") ?? "";
  if (!/^\s*text\/html\s*(?:;|$)/i.test(type)) return false;
  // Encodings in which ASCII bytes are no ASCII characters.
  if (/charset\s*=\s*["']?\s*(?:utf-?(?:16|32|7)|ucs-?[24]|unicode|csunicode|iso-10646)/i.test(type)) {
    return false;
  }
  if (/^\s*attachment/i.test(header(headers, "content-disposition") ?? "")) return false;
  return !headers.some(([name, value]) =>
    name.toLowerCase() === "content-security-policy" && sandboxesToolbar(value)
  );
}

function pageHeaders(headers: HeaderList, policy: (value: string) => string): HeaderList {
  const kept: [string, string][] = [];
  for (const [name, value] of headers) {
    const plain = name.toLowerCase();
    if (!DROPPED.has(plain)) kept.push([name, POLICIES.has(plain) ? policy(value) : value]);
  }
  return [...kept, ["Cache-Control", "no-store"]];
}

function header(headers: HeaderList, name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1];
}
