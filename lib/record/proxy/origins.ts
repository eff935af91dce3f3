/** Addresses of the target and of the proxy, and the way from one to the other. */
import type { HeaderList } from "../../recording/types.ts";

const DEFAULT_PORTS: Record<string, string> = { "http:": "80", "https:": "443" };

/** The target's origin as it occurs in headers and pages, against the proxy's. */
export class Origins {
  /** `https://wepp.example.org`. */
  readonly target: string;
  /** `wepp.example.org` with its port, where that is not the scheme's own. */
  readonly targetHost: string;
  /**
   * The target's origin in text: any scheme or none, slashes as in JSON (`\/`), a default port written out. Only as a
   * whole: `https://wepp.example.org.evil` is another host.
   */
  readonly pattern: RegExp;
  readonly #starts: RegExp;

  constructor(target: string) {
    const url = new URL(target);
    this.target = url.origin;
    this.targetHost = url.host;
    const host = url.hostname.replaceAll(/[.[\]]/g, "\\$&");
    // On a default port both schemes lead to the same site: one redirects to the other.
    const port = url.port === "" ? "(?::80|:443)?" : `:${url.port}`;
    const origin = `(https?:|wss?:)?(\\\\?/\\\\?/)${host}${port}(?![\\w.:@-])`;
    this.pattern = new RegExp(`(?<![\\w.-])${origin}`, "gi");
    this.#starts = new RegExp(`^\\s*${origin}`, "i");
  }

  /** True when the text is an address of the target, by its beginning. */
  isTarget(address: string): boolean {
    return this.#starts.test(address);
  }

  /**
   * An address of the target becomes one of the proxy; every other stays as it is.
   *
   * @param proxyHost `localhost:8123`
   */
  toProxy(address: string, proxyHost: string): string {
    return address.replace(this.#starts, (_all, scheme: string | undefined, slashes: string) => {
      return `${proxyScheme(scheme)}${slashes}${proxyHost}`;
    });
  }

  /** Every occurrence of the target's origin in a text (a list of sources, a `srcset`) becomes the proxy's. */
  allToProxy(text: string, proxyHost: string): string {
    return text.replace(this.pattern, (_all, scheme: string | undefined, slashes: string) => {
      return `${proxyScheme(scheme)}${slashes}${proxyHost}`;
    });
  }

  /** Origin or Referer of a page that was read through the proxy becomes the target's; others stay. */
  toTarget(address: string, proxyHost: string): string {
    const proxy = `http://${proxyHost}`;
    if (!address.toLowerCase().startsWith(proxy)) return address;
    const rest = address.slice(proxy.length);
    return rest === "" || rest.startsWith("/") || rest.startsWith("?") ? this.target + rest : address;
  }
}

/** The proxy speaks plain HTTP on loopback; an address without scheme stays one without. */
function proxyScheme(scheme: string | undefined): string {
  if (scheme === undefined) return "";
  return scheme.toLowerCase().startsWith("ws") ? "ws:" : "http:";
}

/** Names under which the proxy is reached on its port, default port of HTTP included. */
export function ownHosts(port: number): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  const plain = String(port) === DEFAULT_PORTS["http:"] ? names : [];
  return new Set([...names.map((name) => `${name}:${port}`), ...plain]);
}

/** The first value of a header, by its lower-case name. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1];
}

/** `[name, value, name, value]` as Node gives headers, in pairs. */
export function pairsOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return pairs;
}
