/** How long plays of a profile took so far. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, parseJson } from "../model/json.ts";
import { resultsRoot } from "./folder.ts";

/** So many of the last plays count. */
const PLAYS = 5;

/**
 * The median ms of the last plays that came to their end: one that stopped early says nothing about the whole.
 *
 * @param slug of the profile
 * @returns undefined when there is none
 */
export async function pastDuration(dataRoot: string, slug: string): Promise<number | undefined> {
  const folder = join(resultsRoot(dataRoot), slug);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d{8}T/.test(name)).sort()
    .reverse();
  const found: number[] = [];
  for (const name of names) {
    if (found.length === PLAYS) break;
    const ms = await wholeDuration(join(folder, name, "report.json"));
    if (ms !== undefined) found.push(ms);
  }
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)];
}

async function wholeDuration(file: string): Promise<number | undefined> {
  const report = parseJson(await readFile(file, "utf8").catch(() => ""));
  if (!isObject(report) || report["failed_step"] !== null || report["error"] !== undefined) return undefined;
  const { duration_ms, verdict } = report;
  const whole = verdict === "passed" || verdict === "differences" || verdict === "nothing-compared";
  return whole && typeof duration_ms === "number" ? duration_ms : undefined;
}
