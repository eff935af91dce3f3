/** Writes merged results as one folder of results, which every command reads as if it had been played here. */
import { cp, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { Course } from "../files/course.ts";
import { makeFolder } from "../files/make_folder.ts";
import { EXIT_CODES } from "../model/exit.ts";
import { stableJson } from "../model/json.ts";
import type { OnProgress } from "../model/progress.ts";
import type { Report } from "../model/report.ts";
import { type PlaysDocument, playsDocument } from "../report/document.ts";
import { notPlayed } from "../report/not_played.ts";
import { REPORTERS } from "../report/registry.ts";
import { resultFiles } from "../report/result_files.ts";
import type { Latest } from "./latest.ts";
import type { MergedResults } from "./merge.ts";
import type { SetEntry } from "./read_set.ts";

/**
 * The report of each entry, with the places of its files as they are here; of one that was not played it says why.
 */
export function reportsOf({ entries }: MergedResults): Report[] {
  return entries.map(({ key, report, dir, verdict, reason = "not played" }) =>
    report !== undefined
      ? dir === undefined ? report : movedTo(report, dir, dir)
      : notPlayed({ profile: key, dataRoot: "", at: 0 }, new ProfileError(verdict, reason))
  );
}

/** The document over all. */
export function documentOf(
  { verdict, missing, doubles, uncounted }: MergedResults,
  reports: readonly Report[],
): PlaysDocument {
  return playsDocument(verdict, reports, { missing, doubles, uncounted });
}

/**
 * Copies the results into a new folder, with `latest.json` and a report of all in every form.
 *
 * @param folder new or empty
 * @param now ms since 1970
 * @param onProgress told which result is copied
 * @returns the reports as they lie there now
 * @throws ProfileError usage when something is in the folder
 */
export async function writeMerged(
  merged: MergedResults,
  folder: string,
  now: number,
  onProgress?: OnProgress,
): Promise<Report[]> {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) {
    throw new ProfileError("usage", `${folder} is not empty`, {
      remedy:
        "Name a new folder with --out: results that lie there already would look as if they were merged",
    });
  }
  await makeFolder(folder);
  const latest: Latest = {
    version: 1,
    invocation: merged.entries.map(({ key, report }) => report?.profile ?? key),
    profiles: {},
    unplayed: {},
    last_play: {
      started_at: new Date(now).toISOString(),
      verdict: merged.verdict,
      exit_code: EXIT_CODES[merged.verdict],
      profiles: [],
    },
  };
  const reports = reportsOf(merged);
  const course = await Course.of("merge", { of: merged.entries.length }, onProgress);
  for (const [index, entry] of merged.entries.entries()) {
    course.begin(entry.key);
    const report = reports[index];
    const result = await copyResult(entry, folder);
    if (report !== undefined && result !== null) {
      reports[index] = movedTo(report, entry.dir, join(folder, result));
    }
    note(latest, entry, result);
  }
  await writeAtomic(join(folder, "latest.json"), stableJson(latest));
  for (const { file, render } of REPORTERS) {
    if (file !== undefined) {
      const beside = reports.map(({ artifacts }) => resultFiles(artifacts["result"], folder));
      await writeAtomic(join(folder, file), await render(reports, documentOf(merged, reports), beside));
    }
  }
  return reports;
}

/** Copies a result to `<slug>/<timestamp>`; one without a folder of its own gets its report only. */
async function copyResult({ dir, report }: SetEntry, folder: string): Promise<string | null> {
  if (report === undefined) return null;
  const slug = /^[a-z0-9][a-z0-9_.-]*$/i.test(report.profile) ? report.profile : "other";
  const stamp = report.started_at.replaceAll(/[^0-9TZ.]/g, "");
  const taken = new Set(await readdir(join(folder, slug)).catch(() => []));
  const wanted = dir === undefined ? stamp : basename(dir);
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  const place = join(folder, slug, name);
  await makeFolder(place);
  if (dir !== undefined) await cp(dir, place, { recursive: true });
  else await writeAtomic(join(place, "report.json"), stableJson(report));
  return `${slug}/${name}`;
}

/** The paths of another machine lead nowhere. */
function movedTo(report: Report, dir: string | undefined, place: string): Report {
  const before = report.artifacts["result"] ?? dir;
  const artifacts = Object.entries(report.artifacts).map(([name, path]) => [
    name,
    before !== undefined && path.startsWith(before) ? place + path.slice(before.length) : path,
  ]);
  return { ...report, artifacts: Object.fromEntries(artifacts) };
}

function note(latest: Latest, { key, report, verdict, reason }: SetEntry, result: string | null): void {
  const why = reason === undefined ? {} : { reason };
  latest.last_play?.profiles.push({ profile: key, result, verdict, exit_code: EXIT_CODES[verdict], ...why });
  if (report === undefined || result === null) {
    latest.unplayed[key] = { reason: reason ?? verdict, started_at: latest.last_play?.started_at ?? "" };
    return;
  }
  const { summary, exit_code, started_at, duration_ms } = report;
  latest.profiles[key] = { result, verdict, summary, exit_code, started_at, duration_ms };
}
