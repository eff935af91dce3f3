/** What an update of a baseline would do, or why it must not: decided from a result, without replaying. */
import { join } from "node:path";
import { readRaster } from "../compare/raster_reader.ts";
import { comparatorFor } from "../compare/registry.ts";
import { matchTarget } from "../compare/targets.ts";
import { messageOf, ProfileError } from "../errors.ts";
import { globMatcher } from "../files/glob.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { Report } from "../model/report.ts";
import { entriesOf, MANIFEST, readManifest } from "./manifest.ts";
import { isVanished, LARGEST_KEPT, type Pending, pendingDir, type PendingItem } from "./pending.ts";
import { type CurrentSource, refuseOtherSource } from "./source.ts";
import { pendingOf, refuseUnusable, stillWaiting } from "./usable.ts";

/** A profile, a result of it, and what of the result is wanted. */
export interface UpdateRequest {
  slug: string;
  profileDir: string;
  baselineDir: string;
  resultDir: string;
  report: Report;
  /** The profile as it is now: the result must have been made from it. */
  source: CurrentSource;
  /** Globs or paths of what is accepted, or everything. */
  accept: readonly string[] | "all";
  /** Also remove kept files that were not produced. */
  prune: boolean;
  /** Take over a result of another kind of target. */
  retarget: boolean;
  /** Also accept empty files and rasters without a valid cell. */
  allowSevere: boolean;
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
  /** What waits and was not accepted. */
  left: PendingItem[];
  /** Comparisons that name no file, neither kept nor produced: their targets; with `prune` they go. */
  empty: string[];
  prune: boolean;
  /** Severe findings that were allowed. */
  severe: { path: string; reason: string }[];
}

/**
 * What of a result still waits: items that were accepted before are left out.
 *
 * @throws ProfileError refused when the result is none to take a baseline from; usage when nothing waits in it
 */
export async function waitingItems(
  request: Pick<UpdateRequest, "slug" | "baselineDir" | "resultDir" | "report" | "source">,
): Promise<{ pending: Pending; items: PendingItem[]; manifest: BaselineManifest | undefined }> {
  const pending = await pendingOf(request.resultDir, request.report);
  await refuseUnusable(request, pending);
  refuseOtherSource(request.report, request.source);
  if (pending === undefined) {
    throw new ProfileError("usage", `The result ${request.resultDir} has nothing that waits for review`, {
      remedy: `Play the profile with comparisons: profile play ${request.slug}`,
    });
  }
  const manifest = await readManifest(request.baselineDir);
  return { pending, items: stillWaiting(pending, manifest), manifest };
}

/**
 * Decides what an update does.
 *
 * @throws ProfileError refused or usage with the remedy when it must not be done; nothing has been written
 */
export async function planUpdate(request: UpdateRequest): Promise<UpdatePlan> {
  const { pending, items, manifest } = await waitingItems(request);
  const { chosen, left } = choose(items, request.accept);
  refuseOtherTarget(request, manifest, pending, left);
  refuseStale(chosen, manifest, request.slug);
  const accepted = chosen.filter((item) => !isVanished(item));
  const vanished = chosen.filter(isVanished);
  const severe: UpdatePlan["severe"] = [];
  for (const item of accepted) {
    refuseUnkept(item);
    const reason = await severity(item, request.resultDir);
    if (reason !== undefined) severe.push({ path: item.path, reason });
  }
  const [first, ...others] = severe;
  if (first !== undefined && !request.allowSevere) {
    throw new ProfileError("refused", `The output "${first.path}" ${first.reason}`, {
      others: others.map(({ path, reason }) => ({ message: `The output "${path}" ${reason}` })),
      remedy: "Accept the others with --accept, or take it with --allow-severe when this is what you want",
    });
  }
  const { slug, profileDir, baselineDir, resultDir, prune } = request;
  return {
    slug,
    profileDir,
    baselineDir,
    resultDir,
    manifest,
    pending,
    accepted,
    pruned: prune ? vanished : [],
    left: prune ? left : [...left, ...vanished],
    severe,
    empty: emptyTargets(request.report, pending, manifest),
    prune,
  };
}

/** Targets of comparisons that name no file at all: baseline candidates, say, which no play ever produced. */
export function emptyTargets(
  { comparisons }: Report,
  { items }: Pending,
  manifest: BaselineManifest | undefined,
): string[] {
  const kept = [...entriesOf(manifest).keys()];
  const produced = items.map(({ path }) => path);
  return comparisons.filter(({ target, files }) =>
    files.length === 0 && matchTarget(target, [...kept, ...produced], []).length === 0
  ).map(({ target }) => target);
}

/** True when the plan changes something. */
export function isPlanned({ accepted, pruned, empty, prune }: UpdatePlan): boolean {
  return accepted.length + pruned.length > 0 || (prune && empty.length > 0);
}

function choose(
  items: readonly PendingItem[],
  accept: UpdateRequest["accept"],
): { chosen: PendingItem[]; left: PendingItem[] } {
  if (accept === "all") return { chosen: [...items], left: [] };
  const rules = accept.map((text) => ({ text, matches: globMatcher(text), used: false }));
  const chosen = items.filter(({ path }) => {
    const hits = rules.filter((rule) => rule.text === path || rule.matches(path));
    for (const rule of hits) rule.used = true;
    return hits.length > 0;
  });
  const unused = rules.filter((rule) => !rule.used).map((rule) => `"${rule.text}"`);
  if (unused.length > 0) {
    const paths = items.map((item) => item.path).join(", ");
    throw new ProfileError("usage", `Nothing that waits matches ${unused.join(", ")}`, {
      remedy: items.length === 0 ? "Nothing waits any more" : `Waiting: ${paths}`,
    });
  }
  return { chosen, left: items.filter((item) => !chosen.includes(item)) };
}

function refuseOtherTarget(
  request: UpdateRequest,
  manifest: BaselineManifest | undefined,
  pending: Pending,
  left: readonly PendingItem[],
): void {
  if (manifest === undefined || manifest.files.length === 0 || manifest.target === pending.target) return;
  const change = `from "${manifest.target}" to "${pending.target}"`;
  if (!request.retarget) {
    throw new ProfileError("refused", `The update would change the target of the baseline ${change}`, {
      remedy: "Play on the same kind of target, or say --retarget",
    });
  }
  if (left.length > 0) {
    throw new ProfileError("refused", `Changing the target ${change} takes all outputs, not some of them`, {
      remedy: "Use --all --retarget",
    });
  }
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

/** Files that no baseline takes, whatever is allowed. */
function refuseUnkept({ path, size, withheld, comparison }: PendingItem): void {
  const needsFile = comparatorFor(comparison.method)?.needsFile ?? true;
  const why = path === MANIFEST
    ? "has the name of the baseline's own list"
    : size > LARGEST_KEPT
    ? "is larger than 100 MB"
    : needsFile
    ? withheld
    : undefined;
  if (why === undefined) return;
  throw new ProfileError("refused", `The output "${path}" cannot be kept in a baseline: it ${why}`, {
    remedy: "Leave it out with --accept for the others, or compare it by hash_exact or exists",
  });
}

/** What is wrong with an output as a baseline, in words that follow its name. */
async function severity({ path, size, comparison, withheld }: PendingItem, resultDir: string) {
  if (size === 0) return "is empty (0 bytes)";
  if (comparison.method !== "raster_stats" || withheld !== undefined) return undefined;
  try {
    const { bands } = await readRaster(join(pendingDir(resultDir), path));
    return bands.every((band) => band.count === 0) ? "is a raster without a valid cell" : undefined;
  } catch (error) {
    return `cannot be read as GeoTIFF: ${messageOf(error)}`;
  }
}
