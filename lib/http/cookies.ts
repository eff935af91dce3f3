/**
 * The cookies of one user. When the login happens at another address than the requests (`--login-url`), both are
 * one site for the cookies: what the login sets goes to the target, too, `Secure` or not.
 */
import { CookieJar } from "tough-cookie";
import type { ServerUrls } from "./server_urls.ts";

/** One user's cookies. */
export class Cookies {
  readonly jar = new CookieJar();
  readonly #shared: { login: ServerUrls; target: ServerUrls } | undefined;

  /** @param shared two addresses of one site; the cookies of the target are kept as those of the login */
  constructor(shared?: { login: ServerUrls; target: ServerUrls }) {
    this.#shared = shared;
  }

  /** The Cookie header for an address; empty when there is none. */
  async headerFor(url: URL): Promise<string> {
    return await this.jar.getCookieString(this.#placeOf(url));
  }

  /** Keeps what an answer sets. */
  async keep(setCookies: readonly string[], url: URL): Promise<void> {
    for (const value of setCookies) {
      await this.jar.setCookie(value, this.#placeOf(url), { ignoreError: true });
    }
  }

  /** Values of all cookies, for the redactor. */
  async values(): Promise<string[]> {
    const { cookies } = await this.jar.serialize();
    return cookies.flatMap(({ value }) => typeof value === "string" ? [value] : []);
  }

  /** Forgets all. */
  async clear(): Promise<void> {
    await this.jar.removeAllCookies();
  }

  #placeOf(url: URL): string {
    const { login, target } = this.#shared ?? {};
    if (login === undefined || target === undefined || url.origin !== target.origin) return url.href;
    const below = url.pathname.startsWith(`${target.prefix}/`)
      ? login.prefix + url.pathname.slice(target.prefix.length)
      : url.pathname;
    return login.origin + below;
  }
}
