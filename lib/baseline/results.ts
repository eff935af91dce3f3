/** Which result, and which run directory, a command works on. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ProfileError } from "../errors.ts";
import type { Report } from "../model/report.ts";
import type { FoundResult } from "../results/artifact.ts";
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
 * The run directory to compare: the named one, else the sandbox of the named or last result.
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
): Promise<string> {
  if (request.runDir !== undefined) {
    const dir = resolve(request.cwd, request.runDir);
    if (await isFolder(dir)) return dir;
    throw new ProfileError("usage", `There is no run directory ${dir}`, {
      remedy: "Name a folder that is there with --run-dir",
    });
  }
  const { dir, report } = await findResult(request);
  const sandbox = report.sandbox?.dir === null ? undefined : report.sandbox ?? undefined;
  const there = sandbox === undefined ? undefined : await findSandbox(sandbox, request);
  if (there !== undefined) return there;
  const why = sandbox === undefined
    ? "has no run directory on this machine"
    : `had its run in ${sandbox.dir}, gone now`;
  throw new ProfileError("usage", `The result ${dir} ${why}`, {
    remedy: `Name a run with --run-dir, or play with --keep: profile play ${request.key} --keep`,
  });
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
