/** How telling a file of a run is: final results first, what went into them last. */
import type { Rank } from "./candidates.ts";

/** First match decides. Layout: `weppcloud.md`, section 9. */
const RULES: readonly [pattern: RegExp, rank: Rank][] = [
  [/^wepp\/runs\//, "inputs"],
  [/^dem\/dem\.\w+$/, "inputs"],
  // What a user handed in, as the server keeps it.
  [/^(?:disturbed|baer|revegetation|roads|omni\/_limbo)\//, "inputs"],
  [/(?:^|\/)interchange_version\.json$/, "other"],
  // One file for each hillslope, and the tables that pool them.
  [/(?:^|\/)H\d*[._][^/]*$/, "details"],
  [/^_pups\//, "details"],
  [/(?:^|\/)[^/]*(?:loss|totalwatsed|summar)[^/]*$/i, "results"],
  [/^(?:wepp\/output|ash|omni|rhem|swat|debris_flow)\//, "results"],
  [/^(?:watershed|dem)[/.]/, "watershed"],
  [/^soils[/.]/, "soils"],
  [/^(?:landuse|treatments)[/.]/, "landuse"],
  [/^climate[/.]/, "climate"],
];
/** Among the results these come first. */
const FIRST: readonly RegExp[] = [/loss[^/]*$/i, /totalwatsed[^/]*$/i, /summar[^/]*$/i];
/** Says where or how, and nothing of the result. */
const SIDECAR = /\.(?:prj|shx|cpg|meta|xml|vrt)$|interchange_version\.json$/i;

/** How telling a file is. */
export function rankOf(path: string): Rank {
  return RULES.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
}

/** Place among the files of one rank, ascending. */
export function placeInRank(path: string): number {
  const found = FIRST.findIndex((pattern) => pattern.test(path));
  return found === -1 ? FIRST.length : found;
}

/** True for a file that only goes with another. */
export function isSidecar(path: string): boolean {
  return SIDECAR.test(path);
}
