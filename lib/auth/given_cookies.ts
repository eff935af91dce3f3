/**
 * Cookies that the user gives in place of a login (`--cookie-file`, `PROFILE_COOKIE`): all of them are kept, or it
 * is said why not.
 */
import type { CookieJar } from "tough-cookie";
import { ProfileError } from "../errors.ts";
import { type FileCookie, isNetscape, parseNetscape } from "./netscape.ts";

/** Names that browsers and servers take only with `Secure` (RFC 6265bis, 4.1.3). */
const SECURE_NAME = /^__(?:Host|Secure)-/i;

/**
 * Puts given cookies into the jar: the pairs of a Cookie header, or those of a Netscape file that are for this host.
 *
 * @param given `name=value; name=value`, with or without `Cookie:` before it, or the text of a cookie file
 * @param origin of the server that they are for
 * @param now ms since the epoch, for those of a file that have expired
 * @throws ProfileError unavailable when the jar does not keep one of them; its value is not told
 */
export async function keepCookies(
  given: string,
  jar: CookieJar,
  origin: string,
  now = Date.now(),
): Promise<void> {
  const pairs = isNetscape(given) ? pairsOfFile(given, new URL(origin), now) : pairsOfHeader(given);
  for (const { pair, name, attributes } of pairs) {
    const kept = await jar.setCookie(pair + attributes, origin, { ignoreError: true });
    const path = /Path=([^;]*)/.exec(attributes)?.[1] ?? "/";
    const sent = kept === undefined ? [] : await jar.getCookies(origin + path);
    if (sent.some((cookie) => cookie.key === name)) continue;
    const secure = /; Secure/.test(attributes);
    throw notKept(
      `The given cookie "${name}" cannot be kept for ${origin}`,
      secure
        ? `Use https in --base-url, or name the https address with --login-url: such a cookie is never sent over plain http`
        : HOW_TO_GIVE,
    );
  }
}

interface Pair {
  pair: string;
  name: string;
  attributes: string;
}

function pairsOfHeader(header: string): Pair[] {
  const parts = header.replace(/^cookie:/gim, "").split(/[;\r\n]/).map((part) => part.trim()).filter(Boolean);
  if (parts.length === 0) throw notKept("The given cookie is empty", HOW_TO_GIVE);
  return parts.map((pair) => {
    const name = /^([^=\s]+)=/.exec(pair)?.[1];
    if (name === undefined) throw notKept("A part of the given cookie is no name=value", HOW_TO_GIVE);
    return { pair, name, attributes: SECURE_NAME.test(name) ? "; Path=/; Secure" : "; Path=/" };
  });
}

function pairsOfFile(text: string, { hostname, origin }: URL, now: number): Pair[] {
  const ours = parseNetscape(text).filter((cookie) => isFor(cookie, hostname));
  const alive = ours.filter(({ expires }) => expires === undefined || expires > now);
  if (ours.length === 0) {
    throw notKept(`The cookie file holds no cookie for ${hostname}`, `Export the cookies of ${origin}`);
  }
  if (alive.length === 0) {
    throw notKept(
      `All cookies for ${hostname} in the cookie file have expired`,
      "Log in with the browser and export them again",
    );
  }
  return alive.map(({ name, value, path, secure }) => ({
    pair: `${name}=${value}`,
    name,
    attributes: `; Path=${path}${secure || SECURE_NAME.test(name) ? "; Secure" : ""}`,
  }));
}

function isFor({ host, below }: FileCookie, hostname: string): boolean {
  return hostname === host || (below && hostname.endsWith(`.${host}`));
}

const HOW_TO_GIVE =
  "Give what a browser sends as its Cookie header (name=value; name=value), or a cookie file in Netscape's format";

function notKept(message: string, remedy: string): ProfileError {
  return new ProfileError("unavailable", message, { remedy });
}
