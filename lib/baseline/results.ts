/** Which result, and which run directory, a command works on. */
import { stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { ProfileError } from "../errors.ts";
import type { Report } from "../model/report.ts";
import type { FoundResult } from "../results/artifact.ts";
import { pendingDir, readPending } from "./pending.ts";
import type { LaidOverlay } from "../profiles/overlay.ts";
import { pastResults } from "../results/history.ts";
import { profileKey } from "../results/key.ts";
import { lastResult, readReport } from "../results/latest.ts";
import { readSandboxes } from "../sandboxes/index.ts";
import { placeOf } from "../sandboxes/place.ts";

/**
 * The named result, else the last one of the profile.
 *
 * @param request.result folder that the user named, relative to `cwd`
 * @param request.key of the profile, see `profileKey`; it is also what `profile play` takes
 * @throws ProfileError usage when there is none
 */
export async function findResult(
  request: { result?: string | undefined; key: string; dataRoot: string; cwd: string },
): Promise<FoundResult> {
  const { result, key, dataRoot, cwd } = request;
  if (result === undefined) {
    const last = await lastResult(dataRoot, key);
    if (last !== undefined) return last;
    throw new ProfileError("usage", `The profile "${key}" has no result yet`, {
      remedy: `Run profile play ${key} first`,
    });
  }
  const dir = resolve(cwd, result);
  const report = await readReport(dir);
  if (report !== undefined) return { dir, report };
  throw new ProfileError("usage", `There is no result in ${dir}: it has no report.json`, {
    remedy: `Name a folder below profiles/results`,
  });
}

/**
 * The newest result that was compared with the baseline of an overlay.
 *
 * @param overlay as it lies over the profile now, with a baseline of its own
 * @throws ProfileError usage when there is none
 */
export async function findResultOfSet(
  { overlay, slug, file, dataRoot }: { overlay: LaidOverlay; slug: string; file: string; dataRoot: string },
): Promise<FoundResult> {
  const own = relative(dataRoot, file).split(sep).join("/");
  for await (const { dir, report } of pastResults(dataRoot, slug, own)) {
    if (report.source.baseline?.set === overlay.baseline) return { dir, report };
  }
  throw new ProfileError("usage", `"${slug}" has no result with the overlay ${overlay.name} yet`, {
    remedy: `Run profile play ${profileKey(file, dataRoot)} --overlay ${overlay.name} first`,
  });
}

/** The overlays that the result names, as they lie over the profile now. */
export function overlayOf(
  { report: { source, overlay } }: FoundResult,
  lay: (names: readonly string[]) => LaidOverlay | undefined,
): LaidOverlay | undefined {
  return source.baseline === undefined || overlay === null ? undefined : lay(overlay.split(","));
}

/** Files of a run that can be compared. */
export interface RunFiles {
  runDir: string;
  /** The result whose run it is, when none was named by its folder. */
  result?: FoundResult;
  /** Set when the run is gone and only these of its files are there: those that waited for review. */
  only?: string[];
}

/**
 * The run directory to compare: the named one, else the sandbox of the named or last result, with that result. Of a
 * result whose sandbox is gone there are still the outputs that were new or differed.
 *
 * @throws ProfileError usage when it is not there
 */
export async function findRunDir(
  request: {
    runDir?: string | undefined;
    result?: string | undefined;
    key: string;
    dataRoot: string;
    cwd: string;
    /** Folder of sandboxes on this disk. */
    runRoot: string;
  },
): Promise<RunFiles> {
  if (request.runDir !== undefined) {
    const runDir = resolve(request.cwd, request.runDir);
    if (await isFolder(runDir)) return { runDir };
    throw new ProfileError("usage", `There is no run directory ${runDir}`, {
      remedy: "Name a folder that is there with --run-dir",
    });
  }
  const result = await findResult(request);
  const { dir, report } = result;
  const sandbox = report.sandbox?.dir === null ? undefined : report.sandbox ?? undefined;
  const there = sandbox === undefined ? undefined : await findSandbox(sandbox, request);
  if (there !== undefined) return { runDir: there, result };
  const only = await copiesIn(dir);
  if (only.length > 0) return { runDir: pendingDir(dir), result, only };
  const why = sandbox === undefined
    ? "has no run directory on this machine"
    : `had its run in ${sandbox.dir}, gone now`;
  throw new ProfileError("usage", `The result ${dir} ${why}`, {
    remedy: `Name a run with --run-dir, or play with --keep: profile play ${request.key} --keep`,
  });
}

/** Paths of the outputs that a result has copies of. */
async function copiesIn(resultDir: string): Promise<string[]> {
  const { items = [] } = await readPending(resultDir) ?? {};
  return items.filter(({ sha256, withheld }) => sha256 !== null && withheld === undefined).map(({ path }) =>
    path
  );
}

/** The place that a report names need not be one: it may be redacted, or told from the data root. The list has it, too. */
async function findSandbox(
  { run_id, dir }: NonNullable<Report["sandbox"]>,
  { dataRoot, runRoot }: { dataRoot: string; runRoot: string },
): Promise<string | undefined> {
  const place = await placeOf({ run_id, dir: dir === null ? null : resolve(dataRoot, dir) }, runRoot);
  if (place !== undefined) return place;
  const noted = (await readSandboxes(dataRoot)).find(({ entry }) => entry?.run_id === run_id)?.entry?.dir;
  return noted !== undefined && noted !== null && await isFolder(noted) ? noted : undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isDirectory(), () => false);
}
