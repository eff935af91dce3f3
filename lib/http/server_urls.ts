/**
 * Where things are on a WEPPcloud: pages below the base URL (`https://host/weppcloud`), rq-engine and
 * query-engine at the origin's root (gateway layout).
 */

import { ProfileError } from "../errors.ts";

/** Addresses of one server. */
export interface ServerUrls {
  /** Base URL without a slash at its end. */
  base: string;
  origin: string;
  /** Path prefix of the site, `/weppcloud` or empty. */
  prefix: string;
}

/**
 * Parses a base URL.
 *
 * @throws TypeError when it is not an http(s) URL
 */
export function serverUrls(baseUrl: string): ServerUrls {
  const url = new URL(baseUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`Not an http(s) URL: ${baseUrl}`);
  }
  const prefix = url.pathname.replace(/\/+$/, "");
  return { base: url.origin + prefix, origin: url.origin, prefix };
}

/**
 * As {@link serverUrls}, for an address that somebody typed.
 *
 * @param words how the error calls the address
 * @throws ProfileError usage when it is not an http(s) URL
 */
export function typedUrls(address: string, words: string, remedy: string): ServerUrls {
  try {
    return serverUrls(address);
  } catch (cause) {
    throw new ProfileError("usage", `${words} is not the address of a WEPPcloud`, { remedy, cause });
  }
}

/**
 * A path of the profile (`/weppcloud/…`, `/runs/…`, `/rq-engine/…`) on this server. What a browser would take for an
 * address of another host (`https://…`, `//host`, `/\\host`) becomes just that, for the guard to refuse.
 */
export function resolvePath(path: string, urls: ServerUrls): URL {
  if (/^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(path)) return new URL(path, urls.origin);
  const plain = path.startsWith("/weppcloud/") ? path.slice("/weppcloud".length) : path;
  const atRoot = /^\/(rq-engine|query-engine)\//.test(plain);
  return new URL((atRoot ? urls.origin : urls.base) + plain);
}

/** A run id as one path segment; `;` of composite ids stays readable, servers take both forms. */
export function runSegment(runId: string): string {
  return encodeURIComponent(runId).replaceAll("%3B", ";");
}
