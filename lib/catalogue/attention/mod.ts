/** What of a profile asks for somebody to look. */
import { formatAge } from "../../text/duration.ts";
import type { Attention, AttentionKind, CatalogueProfile, CatalogueResult } from "../document.ts";
import { flakiness, FLAKY_RULE } from "./flaky.ts";
import { SLOW_RULE, slowness } from "./slow.ts";
import { newestServer, OLD_RULE, oldness, staleness, staleRule } from "./stale.ts";

/** What is known of a profile beside its results. */
export interface Known extends Pick<CatalogueProfile, "fault" | "kind" | "comparisons" | "api" | "baseline"> {
  /** Newest first. */
  results: readonly CatalogueResult[];
  /** Results whose report cannot be read. */
  unreadable: number;
  /** Times of its changes, ISO 8601. */
  changes: readonly string[];
  /** Asked for after its last result and not played. */
  unplayed?: { reason: string; started_at: string } | undefined;
}

/**
 * The flags of every profile, in the order of the input, the most pressing first.
 *
 * @param stale ms without a play
 * @param now ms since 1970
 */
export function attentionOf(profiles: readonly Known[], stale: number, now: number): Attention[][] {
  const newest = new Map(
    ["server", "embedded"].map((target) => [target, newestServer(profiles, target)]),
  );
  return profiles.map((profile) => {
    const { fault, results, changes, unplayed, unreadable } = profile;
    const [last] = results;
    const found: [AttentionKind, string | undefined][] = [
      ["damaged", fault],
      ["failed", failureWords(last)],
      [
        "unplayed",
        unplayed && `asked for ${unplayed.started_at.slice(0, 10)} and not played: ${unplayed.reason}`,
      ],
      ["flaky", flakiness(results, changes)],
      ["slow", slowness(results)],
      ["no-baseline", lacksBaseline(profile)],
      ["unreadable", last === undefined && unreadable > 0 ? unreadableWords(unreadable) : undefined],
      ["never-played", last === undefined && unreadable === 0 ? "never played" : undefined],
      ["stale", staleness(last?.started_at, stale, now)],
      ["old", oldness(profile, newest.get(profile.baseline?.target ?? ""))],
    ];
    return found.flatMap(([kind, words]) => words === undefined ? [] : [{ kind, words }]);
  });
}

/** The rules in words, as they are applied. */
export function rulesOf(stale: number): { flaky: string; slow: string; stale: string; old: string } {
  return { flaky: FLAKY_RULE, slow: SLOW_RULE, stale: staleRule(stale), old: OLD_RULE };
}

function failureWords(last: CatalogueResult | undefined): string | undefined {
  if (last === undefined || last.verdict === "passed") return undefined;
  return last.trouble === undefined ? last.summary : `${last.verdict}: ${last.trouble}`;
}

/** Why there is no history though it was played. */
function unreadableWords(unreadable: number): string {
  return unreadable === 1 ? "its result cannot be read" : `none of its ${unreadable} results can be read`;
}

function lacksBaseline({ kind, fault, comparisons, baseline }: Known): string | undefined {
  if (fault !== undefined) return undefined;
  if (kind === "WEPPcloud profile") {
    return "WEPPcloud's own recording compares nothing: promote it with --replace";
  }
  if (comparisons === 0) return "has no comparisons: a play can only end nothing-compared";
  return baseline === null || baseline.files === 0
    ? "has no baseline: profile update-baseline accepts one"
    : undefined;
}

/** `in 5 days`, `3 days ago`: when something is, seen from the clock of the catalogue. */
export function fromNow(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  return ms >= 0 ? `in ${formatAge(ms)}` : `${formatAge(-ms)} ago`;
}
