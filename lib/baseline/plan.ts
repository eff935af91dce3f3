/** What an update of a baseline would do, or why it must not: decided from a result, without replaying. */
import { matchTarget } from "../compare/targets.ts";
import type { Keeps } from "../compare/types.ts";
import { ProfileError } from "../errors.ts";
import { globMatcher } from "../files/glob.ts";
import { guardSizes } from "../files/size_guard.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { Report } from "../model/report.ts";
import { troubleOptions } from "../model/troubles.ts";
import type { KeepRule } from "../settings/config.ts";
import { keptAs, keptWhole, refuseSummaryNames, refuseUnkept } from "./kept_as.ts";
import { entriesOf, readManifest } from "./manifest.ts";
import { type Outdated, type Present, type PresentItems, presentItems } from "./outdated.ts";
import { isVanished, type Pending, type PendingItem } from "./pending.ts";
import { type ItemRisk, reasonWords, riskOf } from "./risk.ts";
import { refuseOtherTarget } from "./retarget.ts";
import { keptInOtherSets } from "./sets.ts";
import { type AllowSevere, changedStatuses, refuseSevere, type Severe } from "./severe.ts";
import { type CurrentSource, refuseOtherSource } from "./source.ts";
import { pendingOf, refuseOld, refuseUnusable, stillWaiting } from "./usable.ts";

/** A profile, a result of it, and what of the result is wanted. */
export interface UpdateRequest extends Present {
  slug: string;
  profileDir: string;
  /** Folder of the set that is updated: that of `source.overlay`. */
  baselineDir: string;
  /** The profile as it is now: the result must have been made from it. */
  source: CurrentSource;
  /** Globs or paths of what is accepted, or everything. */
  accept: readonly string[] | "all";
  /** Globs or paths of what is not wanted; they go before those that are accepted. */
  reject?: readonly string[];
  /** Also remove kept files that were not produced. */
  prune: boolean;
  /** Take over a result of another kind of target. */
  retarget: boolean;
  /** Kept files, accepted as not produced any more, that are removed without `prune`. */
  removes?: ReadonlySet<string> | undefined;
  /** Also accept what is a severe risk: all of it, or these paths. */
  allowSevere: AllowSevere;
  /** Keep files above 50 MB whole. */
  allowLarge: boolean;
  /** Also take a result whose play asked the embedded server for drift or faults. */
  allowDrift?: boolean | undefined;
  /** Rules of the configuration on what is kept; missing: the usual ones. */
  keep?: readonly KeepRule[] | undefined;
}

/** What will be written. */
export interface UpdatePlan {
  slug: string;
  profileDir: string;
  baselineDir: string;
  resultDir: string;
  manifest: BaselineManifest | undefined;
  pending: Pending;
  accepted: PendingItem[];
  /** Kept files that will be removed. */
  pruned: PendingItem[];
  /** What is not wanted, and waits no more. */
  rejected: PendingItem[];
  /** What goes on waiting. */
  left: PendingItem[];
  /** What waits no more by the comparisons of the profile as it is now. */
  outdated: Outdated[];
  /** Comparisons that name no file, neither kept nor produced: their targets; with `prune` they go. */
  empty: string[];
  prune: boolean;
  /** Severe findings that were allowed. */
  severe: Severe[];
  /** Of all that waits, by path. */
  risks: ReadonlyMap<string, ItemRisk>;
  /** What is kept of each accepted one. */
  keeps: ReadonlyMap<string, Keeps>;
  /** Warnings of files that come near what git carries. */
  near: string[];
  /** Options with which the embedded server was asked for drift or faults, where that was allowed. */
  playedWith: string[];
  /** Set of the baseline, where it is not the profile's own: name of the overlay. */
  set?: string;
}

/** What of a result waits for review. */
export interface Waiting extends PresentItems {
  pending: Pending;
  manifest: BaselineManifest | undefined;
  /** Targets of comparisons that name no file in any set, neither kept nor produced. */
  empty: string[];
  /** Of each item, by path. */
  risks: ReadonlyMap<string, ItemRisk>;
}

/**
 * What of a result still waits: items that were accepted before are left out, and what the profile as it is now lets pass.
 *
 * @throws ProfileError refused when the result is none to take a baseline from; usage when nothing waits in it
 */
export async function waitingItems(
  request: Present & Pick<UpdateRequest, "slug" | "source" | "allowDrift">,
): Promise<Waiting> {
  const pending = await pendingOf(request.resultDir, request.report);
  await refuseUnusable(request, pending);
  refuseOtherSource(request.report, request.source);
  if (pending === undefined) {
    throw new ProfileError("usage", `The result ${request.resultDir} has nothing that waits for review`, {
      remedy: `Play the profile with comparisons: profile play ${request.slug}`,
    });
  }
  await refuseOld(request, pending);
  const { baselineDir, report, source } = request;
  const manifest = await readManifest(baselineDir);
  const elsewhere = await keptInOtherSets(baselineDir, source.overlay?.baseline);
  const targets = new Set(request.comparisons.map(({ target }) => target));
  const empty = emptyTargets(report, pending, [...entriesOf(manifest).keys(), ...elsewhere])
    .filter((target) => targets.has(target));
  const present = await presentItems(stillWaiting(pending, manifest), manifest, request);
  const risks = await risksOf(present.items, request, manifest);
  return { ...present, pending, manifest, empty, risks };
}

/**
 * Decides what an update does.
 *
 * @throws ProfileError refused or usage with the remedy when it must not be done; nothing has been written
 */
export async function planUpdate(request: UpdateRequest): Promise<UpdatePlan> {
  const { pending, items, outdated, comparisonOf, manifest, empty, risks } = await waitingItems(request);
  const { chosen: rejected, left: open } = choose(items, request.reject ?? [], outdated);
  const { chosen, left: unchosen } = choose(open, request.accept, outdated);
  refuseStale(chosen, manifest, request.slug);
  const accepted = chosen.filter((item) => !isVanished(item)).map((item) => {
    const comparison = comparisonOf.get(item.path);
    if (comparison === undefined) return item;
    // A summary is made as the comparison asks for it.
    const { summary_sha256: _summary, ...rest } = item;
    return { ...rest, comparison };
  });
  const { allowSevere, removes } = request;
  const isPruned = ({ path }: PendingItem) => request.prune || removes?.has(path) === true;
  const vanished = chosen.filter(isVanished);
  const pruned = vanished.filter(isPruned);
  const left = [...unchosen, ...vanished.filter((item) => !isPruned(item))];
  const taken = [...accepted, ...pruned];
  refuseOtherTarget({ manifest, pending, outdated, taken, left }, request.retarget);
  const severe: Severe[] = taken.flatMap(({ path }) => {
    const found = risks.get(path);
    return found?.risk === "severe" ? [{ path, reason: reasonWords(found) }] : [];
  });
  if (taken.length > 0) severe.push(...changedStatuses(manifest, pending));
  refuseSevere(severe, allowSevere);
  const keeps = new Map<string, Keeps>();
  for (const item of accepted) {
    const keep = keptAs(item, request.keep);
    keeps.set(item.path, keep);
    await refuseUnkept(item, keep, request.resultDir);
  }
  refuseSummaryNames(accepted, keeps, manifest);
  const { slug, profileDir, baselineDir, resultDir, prune } = request;
  const set = request.source.overlay?.baseline;
  return {
    slug,
    profileDir,
    baselineDir,
    resultDir,
    manifest,
    pending,
    accepted,
    pruned,
    rejected,
    left,
    outdated,
    severe,
    risks,
    empty,
    prune,
    keeps,
    near: await guardSizes(keptWhole(accepted, keeps), request.allowLarge, () => Promise.resolve(new Set())),
    playedWith: troubleOptions(request.report),
    ...(set === undefined ? {} : { set }),
  };
}

/**
 * Targets of comparisons that name no file at all: baseline candidates, say, which no play ever produced.
 *
 * @param kept paths that any set of the baseline keeps
 */
function emptyTargets(
  { comparisons }: Report,
  { items }: Pending,
  kept: readonly string[],
): string[] {
  const produced = items.map(({ path }) => path);
  return comparisons.filter(({ target, files }) =>
    files.length === 0 && matchTarget(target, [...kept, ...produced], []).length === 0
  ).map(({ target }) => target);
}

/** Judges what waits. */
async function risksOf(
  items: readonly PendingItem[],
  { resultDir, report: { comparisons } }: Pick<UpdateRequest, "resultDir" | "report">,
  manifest: BaselineManifest | undefined,
): Promise<Map<string, ItemRisk>> {
  const kept = entriesOf(manifest);
  const risks = new Map<string, ItemRisk>();
  for (const item of items) {
    risks.set(item.path, await riskOf({ item, resultDir, comparisons, kept: kept.get(item.path) }));
  }
  return risks;
}

/** True when the plan changes something. */
export function isPlanned({ accepted, pruned, rejected, empty, prune }: UpdatePlan): boolean {
  return accepted.length + pruned.length + rejected.length > 0 || (prune && empty.length > 0);
}

/** @param outdated a glob that names these alone names something, too */
function choose(
  items: readonly PendingItem[],
  accept: UpdateRequest["accept"],
  outdated: readonly Outdated[],
): { chosen: PendingItem[]; left: PendingItem[] } {
  if (accept === "all") return { chosen: [...items], left: [] };
  const rules = accept.map((text) => ({ text, matches: globMatcher(text), used: false }));
  const isNamed = ({ path }: { path: string }) => {
    const hits = rules.filter((rule) => rule.text === path || rule.matches(path));
    for (const rule of hits) rule.used = true;
    return hits.length > 0;
  };
  const chosen = items.filter(isNamed);
  outdated.forEach(isNamed);
  const unused = rules.filter((rule) => !rule.used).map((rule) => `"${rule.text}"`);
  if (unused.length > 0) {
    const paths = items.map((item) => item.path).join(", ");
    throw new ProfileError("usage", `Nothing that waits matches ${unused.join(", ")}`, {
      remedy: items.length === 0 ? "Nothing waits any more" : `Waiting: ${paths}`,
    });
  }
  return { chosen, left: items.filter((item) => !chosen.includes(item)) };
}

/** The baseline may have moved on since the result was made. */
function refuseStale(
  items: readonly PendingItem[],
  manifest: BaselineManifest | undefined,
  slug: string,
): void {
  const kept = entriesOf(manifest);
  const stale = items.find((item) => (kept.get(item.path)?.sha256 ?? null) !== item.baseline_sha256);
  if (stale === undefined) return;
  throw new ProfileError(
    "refused",
    `The baseline of "${stale.path}" was changed since this result was made`,
    {
      remedy: `Play again, then review: profile play ${slug}`,
    },
  );
}
