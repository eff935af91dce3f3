/**
 * Who may see the toolbar: the browser that opened the start link. The link's key works once and sets a cookie that
 * no script reads and no other site sends. Pages asked for without it hold no toolbar, so another user of the machine
 * who fetches a page gets neither address nor token.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Everything at and below this path is the toolbar's own and is never passed on. */
export const TOOLBAR_ROOT = "/.profile";
/** Header that carries the token. A page of another origin cannot send it without leave, which is never given. */
export const TOKEN_HEADER = "x-profile-toolbar";
const COOKIE = "profile_toolbar";

/** Secrets of one session. */
export interface Gate {
  /** Path of the toolbar's interface, unguessable: `/.profile/<random>`. */
  readonly base: string;
  /** Token that the page's script sends in {@link TOKEN_HEADER}; it is part of no address. */
  readonly token: string;
  /** Path and query of a new start link. Links that were made before and not used stay good. */
  startPath(): string;
  /** Takes a key of a start link: true the first time. */
  useKey(key: string): boolean;
  /** Value of `Set-Cookie` that binds a browser. */
  setCookie(): string;
  /** True for a request of the bound browser. */
  knows(headers: IncomingHttpHeaders): boolean;
  /** True for a request of the toolbar's script in the bound browser, from a page of the same origin. */
  admits(headers: IncomingHttpHeaders): boolean;
}

/**
 * Makes the secrets.
 *
 * @param random 32 unguessable characters at each call; given by tests
 */
export function createGate(random: () => string = () => randomBytes(24).toString("base64url")): Gate {
  const [prefix, token, secret] = [random(), random(), random()];
  // Cookies of one host are shared by all of its ports: each session has a name of its own.
  const name = `${COOKIE}_${createHash("sha256").update(prefix).digest("hex").slice(0, 12)}`;
  const keys = new Set<string>();
  const knows = (headers: IncomingHttpHeaders) =>
    cookies(headers.cookie ?? "").some(([known, value]) => known === name && same(value, secret));
  return {
    base: `${TOOLBAR_ROOT}/${prefix}`,
    token,
    startPath() {
      const key = random();
      keys.add(key);
      return `${TOOLBAR_ROOT}/start?key=${key}`;
    },
    useKey(key) {
      const found = [...keys].find((known) => same(known, key));
      return found !== undefined && keys.delete(found);
    },
    setCookie: () => `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    knows,
    admits(headers) {
      const sent = headers[TOKEN_HEADER];
      const site = headers["sec-fetch-site"];
      return knows(headers) && typeof sent === "string" && same(sent, token) &&
        (site === undefined || site === "same-origin") && sameOrigin(headers);
    },
  };
}

/**
 * The Cookie header for the target, which is to know nothing of the toolbar.
 *
 * @returns undefined when nothing else is in it
 */
export function withoutToolbarCookie(header: string | undefined): string | undefined {
  if (header === undefined || !header.includes(COOKIE)) return header;
  const kept = header.split(";").filter((part) => !/^\s*profile_toolbar_[0-9a-f]{12}=/.test(part));
  return kept.length === 0 ? undefined : kept.join(";").trim();
}

function sameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  return origin === undefined || (host !== undefined && origin === `http://${host}`);
}

function cookies(header: string): [string, string][] {
  return header.split(";").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
}

/** Compares in a time that tells nothing of the content. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
