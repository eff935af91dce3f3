/** The head of an answer on its way to the browser: addresses lead back to the proxy, cookies stick to it. */
import type { HeaderList } from "../../recording/types.ts";
import { connectionNames } from "./request_head.ts";
import type { Origins } from "./origins.ts";

/** Headers of one connection only; the proxy's own server sets what it needs. */
const HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** These bind the browser to the target's scheme and host, past the proxy and past this session. */
const BINDING = new Set(["strict-transport-security", "alt-svc", "public-key-pins", "expect-ct", "nel"]);
/** One address each. */
const ADDRESSES = new Set([
  "access-control-allow-origin",
  "content-location",
  "location",
  "sourcemap",
  "x-sourcemap",
]);
/** Addresses within other text. */
const TEXTS = new Set(["link", "refresh", "reporting-endpoints", "report-to", "timing-allow-origin"]);
const POLICIES = new Set(["content-security-policy", "content-security-policy-report-only"]);

/** Where an answer leads. */
export interface AnswerHead {
  headers: [string, string][];
  /** The origin that a redirect leads to, when it is not the target. */
  leavesTo?: string;
}

/**
 * Headers for the browser.
 *
 * @param proxyHost Host header that the browser sent
 */
export function answerHead(
  status: number,
  headers: HeaderList,
  origins: Origins,
  proxyHost: string,
): AnswerHead {
  const named = connectionNames(headers);
  const kept: [string, string][] = [];
  let leavesTo: string | undefined;
  for (const [name, value] of headers) {
    const plain = name.toLowerCase();
    if (HOP.has(plain) || BINDING.has(plain) || named?.has(plain) === true) continue;
    if (plain === "set-cookie") kept.push([name, ownCookie(value)]);
    else if (POLICIES.has(plain)) {
      const policy = ownPolicy(value, origins, proxyHost);
      if (policy !== "") kept.push([name, policy]);
    } else if (ADDRESSES.has(plain)) {
      if (plain === "location" && status >= 300 && status < 400) leavesTo = otherOrigin(value, origins);
      kept.push([name, origins.toProxy(value, proxyHost)]);
    } else if (TEXTS.has(plain)) kept.push([name, origins.allToProxy(value, proxyHost)]);
    else kept.push([name, value]);
  }
  return { headers: kept, ...(leavesTo === undefined ? {} : { leavesTo }) };
}

/**
 * A cookie of the target for the proxy: without Domain, which would name the target. `Secure` and the names
 * `__Host-…` stay: browsers take loopback for trustworthy.
 */
export function ownCookie(value: string): string {
  return value.split(";").filter((part, index) => index === 0 || !/^\s*domain\s*(?:=|$)/i.test(part)).join(
    ";",
  );
}

/** A policy with the target's origin as the proxy's, less what would send the browser to HTTPS. */
export function ownPolicy(value: string, origins: Origins, proxyHost: string): string {
  // Sources may name the host without a scheme, too.
  const bare = new RegExp(`(?<=\\s)${origins.targetHost.replaceAll(/[.[\]]/g, "\\$&")}(?=[\\s/;,]|$)`, "gi");
  return value.split(",").map((policy) =>
    policy.split(";")
      .filter((part) => !/^\s*(?:upgrade-insecure-requests|block-all-mixed-content)\b/i.test(part))
      .map((part) => origins.allToProxy(part, proxyHost).replace(bare, proxyHost))
      .join(";")
  ).filter((policy) => policy.trim() !== "").join(",");
}

/** The origin of an absolute address that is not the target's. */
function otherOrigin(location: string, origins: Origins): string | undefined {
  if (origins.isTarget(location)) return undefined;
  if (!/^\s*(?:https?:)?[\\/]{2}/i.test(location)) return undefined;
  return URL.canParse(location, origins.target) ? new URL(location, origins.target).origin : undefined;
}
