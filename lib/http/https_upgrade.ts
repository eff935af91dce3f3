/** Gateways lead plain http to https for good; a change sent there would become a read. So it is asked first. */
import type { HttpClient } from "./client.ts";
import { type ServerUrls, serverUrls } from "./server_urls.ts";

const LOGIN = "/login";

/**
 * The https address of a server that leads plain http there: same host, same path.
 *
 * @returns undefined when it answers on http itself
 * @throws RequestError when it does not answer
 */
export async function httpsOf(urls: ServerUrls, client: HttpClient): Promise<ServerUrls | undefined> {
  if (!urls.origin.startsWith("http:")) return undefined;
  const asked = new URL(urls.base + LOGIN);
  const answer = await client.send({ method: "GET", url: asked, redirect: "manual", accepts: () => true });
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || location === undefined) return undefined;
  if (!URL.canParse(location, asked)) return undefined;
  const led = new URL(location, asked);
  const same = led.protocol === "https:" && led.hostname === asked.hostname &&
    led.pathname === asked.pathname;
  return same ? serverUrls(led.origin + urls.prefix) : undefined;
}
