/** For tests of prune: logs of a given age, and what was done with them. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readEvents } from "../../../events/read_events.ts";
import type { PruneOptions, PruneReport } from "../types.ts";

/** A day in ms. */
export const DAY = 86_400_000;

/** The time of every prune of the tests. */
export const NOW = Date.parse("2026-06-01T00:00:00Z");

/** The log of a run directory. */
export const LOG = "_logs/profile.events.jsonl";

/** Options with which nothing is old enough. */
export const NEVER: PruneOptions = {
  roots: [],
  dormant: Infinity,
  draftAge: Infinity,
  sandboxAge: Infinity,
  resultsAge: Infinity,
  trimAge: Infinity,
  trimSize: Infinity,
  withPending: false,
  dryRun: false,
  now: NOW,
};

/** One event a day, ending `last` days before now. */
export function events(count: number, last: number, name = "e"): string {
  return Array.from({ length: count }, (_, index) => {
    const timestamp = new Date(NOW - (last + count - 1 - index) * DAY).toISOString();
    return JSON.stringify({ stage: "request", id: `${name}-${index}`, timestamp, endpoint: "/x" }) + "\n";
  }).join("");
}

/** Writes a log that was last written to so many days ago. */
export async function putLog(file: string, text: string, daysAgo: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await age(file, daysAgo);
}

/** Makes a file or folder so many days old. */
export async function age(path: string, days: number): Promise<void> {
  await utimes(path, new Date(NOW - days * DAY), new Date(NOW - days * DAY));
}

/** The ids of a log's events, in order; a gap's stage, and what is wrong with a damaged line. */
export async function idsOf(file: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const item of readEvents(file)) {
    ids.push(item.kind === "event" ? item.at.event.id ?? item.at.event.stage ?? "" : item.problem.message);
  }
  return ids;
}

/** What a report says was done, a line each, with paths below a folder. */
export function did(report: PruneReport, root: string): string[] {
  return report.items.map(({ action, kind, path, outcome }) =>
    `${action} ${kind} ${path.slice(root.length + 1)} ${outcome}`
  );
}

/** Everything below a folder with its content, to see that nothing changed. */
export async function fingerprint(root: string): Promise<string> {
  const hash = createHash("sha256");
  const visit = async (path: string): Promise<void> => {
    for (
      const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => a.name < b.name ? -1 : 1)
    ) {
      hash.update(`${entry.name}\n`);
      if (entry.isDirectory()) await visit(join(path, entry.name));
      else if (entry.isFile()) hash.update(await readFile(join(path, entry.name)));
    }
  };
  await visit(root);
  return hash.digest("hex");
}
