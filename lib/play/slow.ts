/** Steps that took much longer than in past plays: a warning, no failure, for machines differ from day to day. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { plainText } from "../files/plain_file.ts";
import { parseJson } from "../model/json.ts";
import { Report, type StepReport } from "../model/report.ts";
import { resultsRoot } from "../results/folder.ts";
import { counted } from "../text/counted.ts";
import { formatDuration } from "../text/duration.ts";
import { stepDuration } from "./step_checks.ts";

/** Durations of past plays, ms, by step. */
export type PastDurations = ReadonlyMap<string, readonly number[]>;

/** So many results are looked at, newest first. */
const MOST = 20;
/** With fewer past plays there is no usual duration. */
const FEWEST = 3;
/** Less than this many ms more is nothing to speak of, whatever the factor. */
const NOTICEABLE = 250;

/**
 * How long the steps took that passed in past plays of this profile against this target.
 *
 * @param file the profile's file, relative to the data root: a draft may have a slug that a profile has, too
 * @param target as the report names it
 */
export async function pastDurations(
  dataRoot: string,
  { slug, file, target }: { slug: string; file: string; target: string },
): Promise<PastDurations> {
  const folder = join(resultsRoot(dataRoot), slug);
  const names = (await readdir(folder).catch(() => [])).sort().toReversed();
  const durations = new Map<string, number[]>();
  let found = 0;
  for (const name of names) {
    if (found === MOST) break;
    const report = Report.safeParse(parseJson(await plainText(join(folder, name, "report.json")))).data;
    if (report === undefined || report.target !== target || report.source.file !== file) continue;
    found++;
    for (const step of report.steps) {
      const took = step.verdict === "passed" ? stepDuration(step) : undefined;
      if (took !== undefined) durations.set(step.id, [...durations.get(step.id) ?? [], took]);
    }
  }
  return durations;
}

/**
 * The warning about a step that took more than the factor of its usual time; undefined when it did not.
 *
 * @param factor 0 asks for no warnings
 */
export function slowWarning(step: StepReport, past: PastDurations, factor: number): string | undefined {
  const took = stepDuration(step);
  const before = past.get(step.id) ?? [];
  if (took === undefined || before.length < FEWEST || factor <= 0) return undefined;
  const usual = median(before);
  if (took <= usual * factor || took - usual < NOTICEABLE) return undefined;
  const times = (took / usual).toFixed(1);
  return `took ${formatDuration(took)}, ${times} times the median of ${
    counted(before.length, "past play")
  } (${formatDuration(usual)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
