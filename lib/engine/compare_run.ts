/** Compares a run directory or a result with a baseline, without replaying. */
import { type Against, findAgainst, partOf } from "../baseline/against.ts";
import { readManifest } from "../baseline/manifest.ts";
import { findRunDir, overlayOf } from "../baseline/results.ts";
import { setDir } from "../baseline/sets.ts";
import type { Pictures } from "../compare/pictures.ts";
import { compareVerdict, runComparisons } from "../compare/run.ts";
import { walkFiles } from "../files/walk.ts";
import type { Verdict } from "../model/exit.ts";
import type { Comparison } from "../model/profile.ts";
import type { OnProgress } from "../model/progress.ts";
import type { ComparisonReport } from "../model/report.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { type LaidOverlay, layOverlays, type OverlayChange } from "../profiles/overlay.ts";
import { profileKey } from "../results/key.ts";
import { configFile, readConfig } from "../settings/config.ts";
import { playbackRunRoot } from "../settings/run_root.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is compared with what; paths are taken from the current folder. */
export interface CompareSides {
  /** Run directory to compare. */
  runDir?: string | undefined;
  /** Result folder whose sandbox is compared; without either: that of the last result. */
  result?: string | undefined;
  /** Another result, run directory or baseline in place of the profile's baseline. */
  against?: string | undefined;
  overlay?: readonly string[] | undefined;
}

/** Both sides, found. */
export interface FoundSides {
  runDir: string;
  comparisons: readonly Comparison[];
  against: Omit<Against, "only">;
  overlay?: LaidOverlay;
  /** Tolerances that the overlay changed. */
  tolerances: OverlayChange[];
  /** Paths of the produced files that are compared. */
  produced: readonly string[];
  /** True when a run is gone, and only those of its outputs are compared that differed. */
  partial: boolean;
}

/**
 * Finds both sides of a comparison.
 *
 * @throws ProfileError usage for a side that is not there, or an overlay that nobody has
 */
export async function findSides(
  loaded: LoadedProfile,
  sides: CompareSides,
  { cwd, env, dataRoot: rootOf }: Surroundings,
): Promise<FoundSides> {
  const { profile, file } = loaded;
  const dataRoot = await rootOf();
  const { overlays = {} } = await readConfig(dataRoot);
  const lay = (names: readonly string[]) =>
    layOverlays(loaded, names, { file: configFile(dataRoot), overlays });
  const key = profileKey(file, dataRoot);
  const runRoot = await playbackRunRoot({ dataRoot, env, cwd });
  const { runDir, result, only } = await findRunDir({ ...sides, key, dataRoot, cwd, runRoot });
  // A result is compared with the baseline that it was compared with when it was played.
  const overlay = lay(sides.overlay ?? []) ?? (result === undefined ? undefined : overlayOf(result, lay));
  const comparisons = overlay?.comparisons ?? profile.comparisons ?? [];
  const own = setDir(loaded.baselineDir, overlay?.baseline);
  // The disk lists the files while the manifest is read.
  const listed = only ?? walkFiles(runDir);
  if (listed instanceof Promise) listed.catch(() => undefined);
  const place = { slug: profile.metadata.slug, key, dataRoot, cwd, runRoot };
  const against: Against = sides.against === undefined
    ? { baselineDir: own, manifest: await readManifest(own), words: `baseline ${own}` }
    : await findAgainst(sides.against, comparisons, place);
  const parts = [only, against.only].filter((part) => part !== undefined);
  const { baselineDir, manifest, words } = against;
  const whole = { comparisons, manifest, produced: await listed };
  const compared = parts.length === 0 ? whole : partOf(whole, parts);
  return {
    runDir,
    comparisons: compared.comparisons,
    against: { baselineDir, manifest: compared.manifest, words },
    ...(overlay === undefined ? {} : { overlay }),
    tolerances: overlay?.changes.filter(({ field }) => field.startsWith("tolerances.")) ?? [],
    produced: compared.produced,
    partial: parts.length > 0,
  };
}

/**
 * Compares two sides that were found. Programs of the profile run only where the configuration lets them.
 *
 * @param watched `pictures` draws what differs (missing: nothing is drawn), `onProgress` hears how far it is
 */
export async function compareSides(
  { comparisons, against: { baselineDir, manifest }, runDir, produced }: FoundSides,
  { env, signal, dataRoot: rootOf }: Surroundings,
  { pictures, onProgress }: { pictures?: Pictures | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<{ verdict: Verdict; reports: ComparisonReport[] }> {
  const cwd = await rootOf();
  const { compare_commands } = await readConfig(cwd);
  const reports = await runComparisons({
    comparisons,
    manifest,
    produced,
    baselineDir,
    runDir,
    signal,
    ...(compare_commands === "allow" ? { programs: { cwd, env, signal } } : {}),
    ...(pictures === undefined ? {} : { pictures }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { verdict: compareVerdict(reports), reports };
}
