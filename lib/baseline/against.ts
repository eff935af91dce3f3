/** The other side of a comparison without a play: a baseline, another result, any run directory. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { matchTarget } from "../compare/targets.ts";
import { ProfileError } from "../errors.ts";
import { sha256File } from "../files/hash.ts";
import { exists, isPlainName } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import { resultsRoot } from "../results/folder.ts";
import { MANIFEST, readManifest } from "./manifest.ts";
import { findRunDir } from "./results.ts";

/** What stands in place of the profile's baseline. */
export interface Against {
  baselineDir: string;
  manifest: BaselineManifest | undefined;
  /** `result /data/profiles/results/…`, for people. */
  words: string;
  /** Set when only these of its files are there. */
  only?: string[];
}

/**
 * Finds what `--against` names: the folder of a baseline, a result (its folder, or its name below the profile's results),
 * or a run directory.
 *
 * @param comparisons decide which files of a run are looked at
 * @throws ProfileError usage when there is no such thing
 */
export async function findAgainst(
  what: string,
  comparisons: readonly Comparison[],
  place: { slug: string; key: string; dataRoot: string; cwd: string; runRoot: string },
): Promise<Against> {
  if (what === "") throw nothingIn("--against has no value", undefined);
  const named = join(resultsRoot(place.dataRoot), place.slug, what);
  const isName = isPlainName(what) && await exists(join(named, "report.json"));
  const dir = isName ? named : resolve(place.cwd, what);
  if (await exists(join(dir, MANIFEST))) {
    return { baselineDir: dir, manifest: await readManifest(dir), words: `baseline ${dir}` };
  }
  const isResult = await exists(join(dir, "report.json"));
  if (!isResult && !await isFolder(dir)) {
    throw nothingIn(`There is neither a result nor a run directory ${dir}`, undefined);
  }
  const { runDir, only } = await findRunDir({ ...place, ...(isResult ? { result: dir } : { runDir: dir }) });
  const manifest = await manifestOfRun(runDir, comparisons, only ?? await walkFiles(runDir));
  // A folder around a baseline or around results is easily named for one.
  if (!isResult && comparisons.length > 0 && manifest.files.length === 0) {
    const inside = join(dir, "baseline");
    const baseline = await exists(join(inside, MANIFEST)) ? inside : undefined;
    throw nothingIn(`${dir} is no result and no baseline, and no comparison names a file in it`, baseline);
  }
  const words = `${isResult ? "result" : "run"} ${dir}`;
  return { baselineDir: runDir, manifest, words, ...(only === undefined ? {} : { only }) };
}

/** @param instead what was probably meant */
function nothingIn(message: string, instead: string | undefined): ProfileError {
  const example = instead === undefined ? "" : `: ${instead}`;
  return new ProfileError("usage", message, {
    remedy: `Name the folder of a result, of a run or of a baseline with --against${example}`,
  });
}

/** A run as if it had been accepted: every file that a comparison names, kept whole. */
export async function manifestOfRun(
  runDir: string,
  comparisons: readonly Comparison[],
  paths: readonly string[],
): Promise<BaselineManifest> {
  const files = new Map<string, BaselineFile>();
  for (const { target, method } of comparisons) {
    for (const path of matchTarget(target, [], paths)) {
      if (files.has(path)) continue;
      const file = join(runDir, path);
      files.set(path, {
        path,
        size: (await stat(file)).size,
        sha256: await sha256File(file),
        kept: "file",
        comparison: { target, method },
        accepted: { by: "", at: "", reason: "" },
      });
    }
  }
  return { version: 1, target: "server", files: [...files.values()] };
}

/** What is compared. */
export interface Compared {
  comparisons: readonly Comparison[];
  manifest: BaselineManifest | undefined;
  /** Paths of the produced files. */
  produced: readonly string[];
}

/**
 * What is left of a comparison when only some files are there.
 *
 * @param parts lists of the files that are there, of one side or of both
 */
export function partOf(whole: Compared, parts: readonly (readonly string[])[]): Compared {
  const isThere = (path: string) => parts.every((part) => part.includes(path));
  const produced = whole.produced.filter(isThere);
  const files = (whole.manifest?.files ?? []).filter(({ path }) => isThere(path));
  const kept = files.map(({ path }) => path);
  const comparisons = whole.comparisons.filter(({ target }) =>
    matchTarget(target, kept, produced).length > 0
  );
  return { comparisons, produced, manifest: whole.manifest && { ...whole.manifest, files } };
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
