/** The results that a catalogue tells of: those of the data root, and those that were copied from other machines. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, ProfileError } from "../errors.ts";
import { cutText, oneLine } from "../report/plain_text.ts";
import { timestampName } from "../results/folder.ts";
import { resultNamesIn } from "../results/history.ts";
import { profileKey } from "../results/key.ts";
import { readReportAs } from "../results/latest.ts";
import { readSets, resultsFolderAt } from "../results/read_set.ts";
import { type CatalogueResult, HISTORY, PlayedComparisons, PlayedReport } from "./document.ts";

/** A result and where it lies. */
export interface Played {
  /** Key of its profile, see `profileKey`. */
  key: string;
  result: CatalogueResult;
  /** Its folder; missing for one that came as a report alone. */
  dir?: string;
}

/** Results of one folder of a profile. */
export interface PlayedFolder {
  /** Newest first. */
  played: Played[];
  /** Folders without a report. */
  unfinished: number;
  /** Why a report was passed over, in sentences. */
  faults: string[];
}

/**
 * The newest results in `<results>/<slug>/`.
 *
 * @param wanted which of them are meant: a draft and a profile may bear the same slug
 * @param from where it was copied from
 */
export async function playedIn(
  folder: string,
  wanted: (key: string) => boolean,
  from?: string,
): Promise<PlayedFolder> {
  const found: PlayedFolder = { played: [], unfinished: 0, faults: [] };
  const names = await resultNamesIn(folder);
  // Read side by side; of a draft with the same slug there may be some among them, so that it takes another round.
  for (let at = 0; at < names.length && found.played.length < HISTORY; at += HISTORY) {
    const read = await Promise.all(
      names.slice(at, at + HISTORY).map(async (name) => ({
        name,
        report: await readPlayed(join(folder, name)),
      })),
    );
    for (const { name, report } of read) {
      if (typeof report === "string") found.faults.push(report);
      else if (report === undefined) found.unfinished++;
      else if (wanted(keyOf(report)) && found.played.length < HISTORY) {
        found.played.push({
          key: keyOf(report),
          result: resultOf(report, name, from),
          dir: join(folder, name),
        });
      }
    }
  }
  return found;
}

/** The report; a sentence when it cannot be read. */
async function readPlayed(dir: string): Promise<PlayedReport | string | undefined> {
  try {
    return await readReportAs(dir, PlayedReport);
  } catch (error) {
    if (error instanceof ProfileError) return messageOf(error);
    throw error;
  }
}

/**
 * All results at a path, as `report --merge` takes it: a copy of `profiles/results` (not its last play alone), a folder
 * of such copies, a result folder, or a file of `--report-json`.
 *
 * @throws ProfileError usage when there are none
 */
export async function playedElsewhere(path: string): Promise<PlayedFolder> {
  const all: PlayedFolder = { played: [], unfinished: 0, faults: [] };
  for (const { from, entries } of await readSets(path)) {
    const root = await resultsFolderAt(from);
    if (root === undefined) {
      for (const { key, report, dir } of entries) {
        const { data } = PlayedReport.safeParse(report);
        if (data === undefined) continue;
        const name = timestampName(Date.parse(data.started_at));
        const result = resultOf(data, name, basename(from));
        all.played.push({ key, result, ...(dir === undefined ? {} : { dir }) });
      }
      continue;
    }
    for (const slug of (await readdir(root).catch(() => [])).sort()) {
      const { played, unfinished, faults } = await playedIn(join(root, slug), () => true, basename(from));
      all.played.push(...played);
      all.unfinished += unfinished;
      all.faults.push(...faults);
    }
  }
  return all;
}

/** Several lists as one history: newest first, each result once, at most {@link HISTORY}. */
export function historyOf(lists: readonly (readonly Played[])[]): Played[] {
  const seen = new Map<string, Played>();
  for (const one of lists.flat()) {
    const { started_at, target, overlay, duration_ms, verdict } = one.result;
    const id = [started_at, target, overlay ?? "", duration_ms, verdict].join("\n");
    if (!seen.has(id)) seen.set(id, one);
  }
  return [...seen.values()].sort((a, b) => order(b) < order(a) ? -1 : 1).slice(0, HISTORY);
}

function order({ result }: Played): string {
  return `${result.started_at}\n${result.result}\n${result.from ?? ""}`;
}

function keyOf({ source: { file }, profile }: PlayedReport): string {
  return file === "" ? profile : profileKey(join("/", file), "/");
}

function resultOf(report: PlayedReport, name: string, from: string | undefined): CatalogueResult {
  const { started_at, duration_ms, verdict, summary, target, overlay, source } = report;
  const trouble = verdict === "passed" ? undefined : troubleOf(report);
  return {
    result: name,
    started_at,
    duration_ms: Math.round(duration_ms),
    verdict,
    summary: cutText(summary, 200),
    ...(isPartial(verdict, summary) ? { partial: true } : {}),
    target,
    overlay,
    steps_sha256: source.steps_sha256,
    ...(trouble === undefined ? {} : { trouble }),
    ...(from === undefined ? {} : { from }),
  };
}

/** `passed (steps only)`, `passed (partial, embedded)`: see `playSummary`. */
function isPartial(verdict: string, summary: string): boolean {
  return verdict === "passed" && /\((?:.*, )?(?:steps only|partial)\b/.test(summary);
}

/** The first thing that did not pass, in a line. */
function troubleOf({ failed_step, error, comparisons }: PlayedReport): string | undefined {
  const bad = (PlayedComparisons.safeParse(comparisons).data ?? []).filter(({ verdict }) =>
    verdict === "failed" || verdict === "error"
  );
  const words = [
    ...(failed_step === null ? [] : [`step ${failed_step}`]),
    ...(error === undefined ? [] : [error.message]),
    ...(failed_step !== null || error !== undefined || bad.length === 0 ? [] : [notMatched(bad)]),
  ];
  return words.length === 0 ? undefined : oneLine(words.join(": "), 240);
}

/** Comparisons that did not pass: what could not be compared says more than what differs. */
function notMatched(bad: PlayedComparisons): string {
  const unread = bad.find(({ verdict }) => verdict === "error");
  const others = bad.length - 1;
  if (unread !== undefined) {
    const more = others === 0 ? "" : `; ${others} more did not match`;
    return `${unread.target} could not be compared${
      unread.reason === undefined ? "" : `: ${unread.reason}`
    }${more}`;
  }
  return `${bad[0]?.target}${others === 0 ? " differs" : ` and ${others} more differ`}`;
}
