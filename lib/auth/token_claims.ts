/** What a token says of itself; whether that is true is the server's business. */
import { Buffer } from "node:buffer";
import { isObject, parseJson } from "../model/json.ts";

/** Claims of a JWT; undefined for anything that is none. */
export function claimsIn(token: string | undefined): Record<string, unknown> | undefined {
  const body = token?.split(".")[1];
  if (body === undefined) return undefined;
  const claims = parseJson(new TextDecoder().decode(Buffer.from(body, "base64url")));
  return isObject(claims) ? claims : undefined;
}

/** When a token ends, ms since 1970; undefined when it does not say. */
export function expiryOf(token: string | undefined): number | undefined {
  const { exp } = claimsIn(token) ?? {};
  return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
}
