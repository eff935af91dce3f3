/** Which roles the login has, as far as the server tells. */
import { isObject } from "../model/json.ts";
import { claimsIn } from "./token_claims.ts";

/**
 * Roles in the claims of a token (`roles`, or one `role`); the signature is the server's business.
 *
 * @param token a JWT
 * @returns undefined when it names no roles: tokens of a run's session do not
 */
export function rolesInToken(token: string | undefined): string[] | undefined {
  const claims = claimsIn(token);
  return claims === undefined ? undefined : rolesIn(claims);
}

/** Roles of an object of the server's: a list of names, or of objects with a name. */
export function rolesIn(source: Record<string, unknown>): string[] | undefined {
  const { roles, role } = source;
  if (typeof role === "string" && roles === undefined) return [role];
  if (!Array.isArray(roles)) return undefined;
  return roles.flatMap((one: unknown) => {
    if (typeof one === "string") return [one];
    return isObject(one) && typeof one["name"] === "string" ? [one["name"]] : [];
  });
}

/** Those of the wanted roles that are not among the found ones; upper and lower case are the same. */
export function lacking(wanted: readonly string[], found: readonly string[]): string[] {
  const have = new Set(found.map((role) => role.toLowerCase()));
  return wanted.filter((role) => !have.has(role.toLowerCase()));
}
