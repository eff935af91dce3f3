/** Cookies that the user gives in place of a login (`--cookie-file`): all of them are kept, or it is said why not. */
import type { CookieJar } from "tough-cookie";
import { ProfileError } from "../errors.ts";

/** Names that browsers and servers take only with `Secure` (RFC 6265bis, 4.1.3). */
const SECURE_NAME = /^__(?:Host|Secure)-/i;

/**
 * Puts the pairs of a Cookie header into the jar.
 *
 * @param header `name=value; name=value`, with or without `Cookie:` before it
 * @param origin of the server that they are for
 * @throws ProfileError unavailable when the jar does not keep one of them; its value is not told
 */
export async function keepCookies(header: string, jar: CookieJar, origin: string): Promise<void> {
  const pairs = header.replace(/^cookie:/gim, "").split(/[;\n]/).map((part) => part.trim()).filter(Boolean);
  if (pairs.length === 0) throw notKept("The given cookie is empty", HOW_TO_GIVE);
  for (const pair of pairs) {
    const name = /^([^=\s]+)=/.exec(pair)?.[1];
    if (name === undefined) throw notKept("A part of the given cookie is no name=value", HOW_TO_GIVE);
    const secure = SECURE_NAME.test(name);
    const attributes = secure ? "; Path=/; Secure" : "; Path=/";
    const kept = await jar.setCookie(pair + attributes, origin, { ignoreError: true });
    const sent = kept === undefined ? [] : await jar.getCookies(`${origin}/`);
    if (sent.some((cookie) => cookie.key === name)) continue;
    throw notKept(
      `The given cookie "${name}" cannot be kept for ${origin}`,
      secure ? `Use https in --base-url: a cookie of this name is never sent over plain http` : HOW_TO_GIVE,
    );
  }
}

const HOW_TO_GIVE = "Give what a browser sends as its Cookie header: name=value; name=value";

function notKept(message: string, remedy: string): ProfileError {
  return new ProfileError("unavailable", message, { remedy });
}
