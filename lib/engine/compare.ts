/** `compare()` and `compareFolders()` of the library: what differs, without replaying. */
import type { Verdict } from "../model/exit.ts";
import type { JsonValue } from "../model/json.ts";
import type { Comparison, ComparisonReport } from "./types.ts";
import { inPlace, type Where, type WhereFree } from "./where.ts";

/** What is compared. Paths are taken from `cwd`. */
export interface CompareRequest extends Where {
  /** Slug, draft (`_drafts/x`), or path of a profile. */
  profile: string;
  /** Run directory to compare. Without it and `result`: the run of the profile's last result. */
  runDir?: string | undefined;
  /** Result folder whose run is compared. */
  result?: string | undefined;
  /** Another result, run directory or baseline in place of the profile's baseline. */
  against?: string | undefined;
  /** Names of overlays, for their tolerances. */
  overlays?: readonly string[] | undefined;
}

/** Two folders that are compared, file by file. Paths are taken from `cwd`. */
export interface FoldersRequest extends WhereFree {
  /** The folder that is taken for right. */
  before: string;
  /** The folder that is compared with it. */
  after: string;
  /** Which files, by which method, in the form of `profile.yaml`; default: every file, by what it is. */
  comparisons?: readonly Comparison[] | undefined;
}

/** What a comparison found. */
export interface ComparisonResult {
  /** `passed`; `differences`; or `nothing-compared`, when nothing was there to compare. */
  verdict: Verdict;
  /** One report for each comparison, with every difference. */
  comparisons: ComparisonReport[];
  /** True when the run is gone, and only those of its outputs were there that had differed. */
  partial: boolean;
}

/** What a comparison of two folders found. */
export interface FoldersResult {
  /** `passed`; `differences`; or `nothing-compared`, when nothing was there to compare. */
  verdict: Verdict;
  /** One report for each comparison, with every difference. */
  comparisons: ComparisonReport[];
  /** Files that differ in every run, such as logs: they were not compared, unless `comparisons` names them. */
  leftOut: LeftOutFile[];
}

/** A file that was not compared. */
export interface LeftOutFile {
  /** Path below the folder. */
  path: string;
  /** Why, in words. */
  reason: string;
}

/**
 * Compares a run with the baseline of a profile, by the profile's comparisons. Nothing is replayed or written.
 *
 * @throws ProfileError usage when profile, run or result is not there
 * @example
 * ```ts
 * import { compare, differenceLines } from "./mod.ts";
 * const { verdict, comparisons } = await compare({ profile: "us-small", runDir: "/data/runs/ab/able-newt" });
 * if (verdict !== "passed") console.log(comparisons.flatMap((one) => differenceLines(one)).join("\n"));
 * ```
 */
export async function compare(request: CompareRequest): Promise<ComparisonResult> {
  const { runDir, result, against, overlays: overlay } = request;
  if (runDir !== undefined && result !== undefined) {
    const { ProfileError } = await import("../errors.ts");
    throw new ProfileError("usage", "runDir and result each name the run to compare: give one of them", {
      remedy: "To compare a run with a result, give runDir and against",
    });
  }
  const { openProfile } = await import("./open_profile.ts");
  const { compareSides, findSides } = await import("./compare_run.ts");
  return await inPlace(request, async (place) => {
    const loaded = await openProfile(place, request.profile);
    const sides = await findSides(loaded, { runDir, result, against, overlay }, place);
    const { verdict, reports } = await compareSides(sides, place);
    const comparisons = place.out.redactor.json(reports as unknown as JsonValue);
    return { verdict, comparisons: comparisons as unknown as ComparisonReport[], partial: sides.partial };
  });
}

/**
 * Compares the files of two folders. It needs no profile and no data root.
 *
 * @throws ProfileError usage when a folder is not there
 * @example
 * ```ts
 * import { compareFolders } from "./mod.ts";
 * const comparisons = [{ target: "*.tif", method: "raster_stats", params: { tolerance: { mean: 0.05 } } }];
 * const { verdict } = await compareFolders({ before: "old", after: "new", comparisons });
 * ```
 */
export async function compareFolders(request: FoldersRequest): Promise<FoldersResult> {
  const { resolve } = await import("node:path");
  const { requireFolder } = await import("../files/require_folder.ts");
  const { manifestOfRun } = await import("../baseline/against.ts");
  const { compareVerdict, runComparisons } = await import("../compare/run.ts");
  const { walkFiles } = await import("../files/walk.ts");
  return await inPlace(request, async ({ cwd, signal, out: { redactor } }) => {
    const [before, after] = [resolve(cwd, request.before), resolve(cwd, request.after)];
    for (const folder of [before, after]) await requireFolder(folder);
    const { comparisons, leftOut } = request.comparisons === undefined
      ? await comparisonsFor(before, after)
      : { comparisons: request.comparisons, leftOut: [] };
    const manifest = await manifestOfRun(before, comparisons, await walkFiles(before));
    const found = await runComparisons({ comparisons, baselineDir: before, manifest, runDir: after, signal });
    const reports = redactor.json(found as unknown as JsonValue) as unknown as ComparisonReport[];
    return { verdict: compareVerdict(reports), comparisons: reports, leftOut };
  }, { free: true });
}

/** A comparison for every file of either folder, by what it is; an empty one by its bytes. */
async function comparisonsFor(before: string, after: string) {
  const { proposeComparisons } = await import("../baseline/propose.ts");
  const { volatileReason } = await import("../compare/volatile.ts");
  const { walkFiles } = await import("../files/walk.ts");
  const proposals = [
    await proposeComparisons(before, []),
    // What has no counterpart is a difference, too.
    await proposeComparisons(after, await walkFiles(before)),
  ];
  const others = proposals.flatMap(({ left_out }) => left_out);
  const leftOut = others.filter(({ path }) => volatileReason(path) !== undefined);
  const empty = others.filter(({ path }) => volatileReason(path) === undefined);
  const comparisons: Comparison[] = [
    ...proposals.flatMap((proposal) => proposal.comparisons),
    ...empty.map(({ path }) => ({ target: path, method: "hash_exact" })),
  ];
  return { comparisons, leftOut };
}
