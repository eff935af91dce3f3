/** Where a part of a result lies. */
import { basename, join, resolve } from "node:path";
import { exists } from "../files/safe_path.ts";
import type { Report } from "../model/report.ts";

/** A result folder with its report. */
export interface FoundResult {
  dir: string;
  report: Report;
}

/**
 * The path of an artifact that is there: as the report has it, else by its name in the result folder. A report that was
 * copied, or that an older version wrote, may name a place that is not one.
 */
export async function artifactOf(
  { dir, report }: FoundResult,
  name: string,
  dataRoot: string,
): Promise<string | undefined> {
  const told = report.artifacts[name];
  if (told === undefined) return undefined;
  for (const path of [resolve(dataRoot, told), join(dir, basename(told))]) {
    if (await exists(path)) return path;
  }
  return undefined;
}
