/** Addresses of the server that a user names, and whether it is one of those that are listed as production. */
import { ProfileError } from "../errors.ts";
import { type ServerUrls, typedUrls } from "./server_urls.ts";

/**
 * Addresses of the server that is played against.
 *
 * @throws ProfileError usage for an address that is none
 */
export function targetUrls(baseUrl: string): ServerUrls {
  return typedUrls(baseUrl, `"${baseUrl}"`, "Give --base-url https://host/weppcloud, or --embedded");
}

/**
 * Addresses of the server for logging in.
 *
 * @throws ProfileError usage for an address that is none
 */
export function loginUrls(loginUrl: string): ServerUrls {
  return typedUrls(loginUrl, `--login-url: "${loginUrl}"`, "Give --login-url https://host/weppcloud");
}

/**
 * True for a host that is listed as production, whatever the scheme and port.
 *
 * @param address of the server, or of its login
 * @param productionHosts as the configuration lists them
 * @throws ProfileError usage for an entry that names no host
 */
export function isProduction(address: string, productionHosts: readonly string[]): boolean {
  return productionHosts.map(plainHost).includes(plainHost(address));
}

/**
 * The host of an address or entry, as it is compared: no scheme, no port, lower case, no final dot.
 *
 * @throws ProfileError usage for an entry that names no host
 */
export function plainHost(entry: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(entry) ? entry : `http://${entry}`;
  if (!URL.canParse(address)) {
    throw new ProfileError("usage", `production_hosts: "${entry}" is not a host`, {
      remedy: "Write host names such as wepp.example.org",
    });
  }
  return new URL(address).hostname.toLowerCase().replace(/\.$/, "");
}
