/** `profiles/results/latest.json`: the last invocation, and the last result of every profile. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { codeOf, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { stableJson } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import { resultsRoot } from "./folder.ts";

const Entry = z.object({
  /** Result folder, relative to `profiles/results`. */
  result: z.string(),
  verdict: z.string(),
  summary: z.string(),
  exit_code: z.number(),
  started_at: z.string(),
  duration_ms: z.number(),
});
const Latest = z.object({
  version: z.literal(1),
  /** Slugs of the last invocation, in order. */
  invocation: z.array(z.string()),
  profiles: z.record(z.string(), Entry),
});
export type Latest = z.infer<typeof Latest>;

/** The last result of every profile; empty when nothing was played yet. */
export async function readLatest(dataRoot: string): Promise<Latest> {
  const file = join(resultsRoot(dataRoot), "latest.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { version: 1, invocation: [], profiles: {} };
    throw error;
  }
  try {
    return Latest.parse(JSON.parse(text));
  } catch (error) {
    throw new ProfileError("usage", `${file} is damaged or of a newer version`, {
      position: { file },
      remedy: "Move it away; the next play writes it anew",
      cause: error,
    });
  }
}

/**
 * Notes a result as its profile's last, and the invocation it belongs to.
 *
 * @param invocation slugs of this invocation, in order
 */
export async function noteLatest(
  dataRoot: string,
  invocation: string[],
  report: Report,
  resultDir: string,
): Promise<void> {
  const latest = await readLatest(dataRoot);
  const root = resultsRoot(dataRoot);
  const { verdict, summary, exit_code, started_at, duration_ms, profile } = report;
  const result = resultDir.slice(root.length + 1);
  latest.invocation = invocation;
  latest.profiles[profile] = { result, verdict, summary, exit_code, started_at, duration_ms };
  await writeAtomic(join(root, "latest.json"), stableJson(latest));
}

/**
 * The last result of a profile.
 *
 * @returns its folder and report, or undefined when it was never played (or its result was removed)
 */
export async function lastResult(
  dataRoot: string,
  slug: string,
): Promise<{ dir: string; report: Report } | undefined> {
  const entry = (await readLatest(dataRoot)).profiles[slug];
  if (entry === undefined) return undefined;
  const dir = resolve(resultsRoot(dataRoot), entry.result);
  const report = await readReport(dir);
  return report === undefined ? undefined : { dir, report };
}

/** The report of a result folder, or undefined when there is none. */
export async function readReport(dir: string): Promise<Report | undefined> {
  const text = await readFile(join(dir, "report.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const report = JSON.parse(text) as Report;
  if (report.version !== 1) {
    throw new ProfileError("usage", `${join(dir, "report.json")} has version ${String(report.version)}`, {
      remedy: "Use a newer profile binary to read it",
    });
  }
  return report;
}
