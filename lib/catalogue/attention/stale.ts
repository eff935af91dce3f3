/** Stale: nobody has played it for long. Old: it was recorded or accepted on what the server no longer is. */
import { formatAge } from "../../text/duration.ts";
import type { CatalogueProfile } from "../document.ts";

/** The rules, for people. */
export const OLD_RULE =
  "recorded in the legacy form of the API, or the baseline was accepted on another server " +
  "version than the newest baseline of the library";
export function staleRule(ms: number): string {
  return ms === Infinity ? "never: --stale never" : `the last result is older than ${formatAge(ms)}`;
}

/**
 * Why a profile is stale, in words; undefined when it is not, or was never played.
 *
 * @param playedAt start of its last play, ISO 8601
 * @param limit ms without a play
 * @param now ms since 1970
 */
export function staleness(playedAt: string | undefined, limit: number, now: number): string | undefined {
  if (playedAt === undefined) return undefined;
  const age = now - Date.parse(playedAt);
  return age > limit ? `last played ${formatAge(age)} ago` : undefined;
}

/** What tells how old a recording is. */
export type Dated = Pick<CatalogueProfile, "api" | "baseline">;

/**
 * Why a profile is old, in words; undefined when it is not.
 *
 * @param newest server version of the baseline that was accepted last in the library
 */
export function oldness({ api, baseline }: Dated, newest: string | undefined): string | undefined {
  const version = baseline?.server_version;
  const words = [
    ...(api === "legacy" ? ["recorded in the legacy form of the API"] : []),
    ...(version === undefined || newest === undefined || version === newest
      ? []
      : [`baseline of server version ${version}; the newest of the library is of ${newest}`]),
  ];
  return words.length === 0 ? undefined : words.join("; ");
}

/** Server version of the baseline that was accepted last on a kind of target. */
export function newestServer(profiles: readonly Dated[], target: string): string | undefined {
  const known = profiles.flatMap(({ baseline }) =>
    baseline?.server_version === undefined || baseline.target !== target
      ? []
      : [{ at: baseline.accepted_at ?? "", version: baseline.server_version }]
  );
  return known.reduce<typeof known[number] | undefined>(
    (best, one) => best === undefined || one.at > best.at ? one : best,
    undefined,
  )?.version;
}
