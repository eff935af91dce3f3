/** `profiles/results/latest.json`: the last invocation, and the last result of every profile. */
import { readFile, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { z } from "zod";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { writeAtomic } from "../files/atomic.ts";
import { withLock } from "../files/lock.ts";
import { exists } from "../files/safe_path.ts";
import { isObject, parseJson, stableJson } from "../model/json.ts";
import { Report, ShardInfo } from "../model/report.ts";
import { resultsRoot, timestampName } from "./folder.ts";

const Entry = z.object({
  /** Result folder, relative to `profiles/results`. */
  result: z.string(),
  verdict: z.string(),
  summary: z.string(),
  exit_code: z.number(),
  started_at: z.string(),
  duration_ms: z.number(),
});
const LastPlay = z.object({
  started_at: z.string(),
  /** `incomplete` until it has ended. */
  verdict: z.string(),
  exit_code: z.number(),
  shard: ShardInfo.optional(),
  profiles: z.array(z.object({
    /** The profile's key, see `key.ts`. */
    profile: z.string(),
    /** Result folder, relative to `profiles/results`; null for one that was not played. */
    result: z.string().nullable(),
    verdict: z.string(),
    exit_code: z.number(),
    /** Why it was not played. */
    reason: z.string().optional(),
  })),
});
/** The file. */
export const Latest = z.object({
  version: z.literal(1),
  /** Slugs of the last invocation, in order. */
  invocation: z.array(z.string()),
  /** What the last `play` was asked for and how it ended; what it has not played yet stands in it, too. */
  last_play: LastPlay.optional(),
  /** By the profile's key, see `key.ts`. */
  profiles: z.record(z.string(), Entry),
  /** By the profile's key: asked for after its last result, and not played. */
  unplayed: z.record(z.string(), z.object({ reason: z.string(), started_at: z.string() })).default({}),
});
export type Latest = z.infer<typeof Latest>;
/** What is known of the last `play`. */
export type LastPlay = z.infer<typeof LastPlay>;

/** What the file holds: its content, nothing yet, or why it cannot be read. */
type Found = { latest: Latest } | { fault: "damaged" | "newer" };

/**
 * The last result of every profile; empty when nothing was played yet.
 *
 * @throws ProfileError usage when the file is damaged or of a newer version
 */
export async function readLatest(dataRoot: string): Promise<Latest> {
  return await readLatestFile(latestFile(dataRoot));
}

/** As {@link readLatest}, for a file that lies elsewhere: results that were copied from another machine. */
export async function readLatestFile(file: string): Promise<Latest> {
  const found = await readFound(file);
  if ("latest" in found) return found.latest;
  const what = found.fault === "newer" ? "is of a newer version" : "is damaged";
  throw new ProfileError("usage", `${file} ${what}`, {
    position: { file },
    remedy: found.fault === "newer"
      ? "Use a newer profile binary"
      : "Play any profile: it moves the file away and starts a new one",
  });
}

/**
 * Notes a result as its profile's last, and the invocation it belongs to. Plays at the same time do not lose one
 * another's entries. A damaged file is moved aside. What goes wrong is never an error: the play has its verdict.
 *
 * @param invocation slugs of this invocation, in order
 * @param key of the profile, see `profileKey`
 * @param now ms since 1970
 * @returns what went wrong, in a sentence for the notes
 */
export async function noteLatest(
  dataRoot: string,
  invocation: string[],
  report: Report,
  resultDir: string,
  key: string = report.profile,
  now: () => number = Date.now,
): Promise<string | undefined> {
  const { verdict, summary, exit_code, started_at, duration_ms } = report;
  const result = resultName(dataRoot, resultDir);
  return await changeLatest(dataRoot, "This result", now, (latest) => {
    latest.invocation = invocation;
    latest.profiles[key] = { result, verdict, summary, exit_code, started_at, duration_ms };
    delete latest.unplayed[key];
  });
}

/**
 * Notes what a `play` was asked for, before the first and after the last profile: with what it leaves out, and as
 * incomplete while it runs, so that one that was killed never looks whole.
 *
 * @param now ms since 1970
 * @returns what went wrong, in a sentence
 */
export async function noteLastPlay(
  dataRoot: string,
  play: LastPlay,
  now: () => number = Date.now,
): Promise<string | undefined> {
  const open: LastPlay["profiles"] = [];
  for (const entry of play.profiles) {
    // A name that nothing has is a slip of the fingers, and nothing to be played later.
    if (entry.result === null && await exists(join(dataRoot, "profiles", entry.profile))) open.push(entry);
  }
  return await changeLatest(dataRoot, "This play", now, (latest) => {
    latest.last_play = play;
    for (const { profile, verdict, reason = verdict } of open) {
      latest.unplayed[profile] = { reason, started_at: play.started_at };
    }
  });
}

/** A result folder as `latest.json` names it. */
export function resultName(dataRoot: string, resultDir: string): string {
  return resultDir.slice(resultsRoot(dataRoot).length + 1);
}

async function changeLatest(
  dataRoot: string,
  what: string,
  now: () => number,
  change: (latest: Latest) => void,
): Promise<string | undefined> {
  const file = latestFile(dataRoot);
  const root = resultsRoot(dataRoot);
  try {
    await makeFolder(root);
    return await withLock(join(root, ".latest.json.lock"), async () => {
      const found = await readFound(file);
      if ("fault" in found && found.fault === "newer") {
        return `${file} is of a newer version: ${what.toLowerCase()} was not noted in it`;
      }
      const latest: Latest = "latest" in found ? found.latest : nothingYet();
      const aside = `${file}.damaged-${timestampName(now())}`;
      if ("fault" in found) await rename(file, aside);
      change(latest);
      await writeAtomic(file, stableJson(latest));
      return "fault" in found
        ? `latest.json was damaged; it lies in ${aside}, a new one was begun`
        : undefined;
    });
  } catch (error) {
    return `${what} was not noted in ${file}: ${messageOf(error)}`;
  }
}

/**
 * The last result of a profile.
 *
 * @param key of the profile, see `profileKey`
 * @returns its folder and report, or undefined when it was never played (or its result was removed)
 */
export async function lastResult(
  dataRoot: string,
  key: string,
): Promise<{ dir: string; report: Report } | undefined> {
  const { profiles } = await readLatest(dataRoot);
  const entry = Object.hasOwn(profiles, key) ? profiles[key] : undefined;
  if (entry === undefined) return undefined;
  const dir = resolve(resultsRoot(dataRoot), entry.result);
  const report = await readReport(dir);
  return report === undefined ? undefined : { dir, report };
}

function latestFile(dataRoot: string): string {
  return join(resultsRoot(dataRoot), "latest.json");
}

function nothingYet(): Latest {
  return { version: 1, invocation: [], profiles: {}, unplayed: {} };
}

async function readFound(file: string): Promise<Found> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { latest: nothingYet() };
    throw error;
  }
  const content = parseJson(text);
  const version = isObject(content) ? content["version"] : undefined;
  if (typeof version === "number" && version > 1) return { fault: "newer" };
  const { data } = Latest.safeParse(content);
  return data === undefined ? { fault: "damaged" } : { latest: data };
}

/**
 * The report of a result folder, or undefined when there is none.
 *
 * @throws ProfileError usage when it is damaged or of a newer version
 */
export async function readReport(dir: string): Promise<Report | undefined> {
  return await readReportAs(dir, Report);
}

/** As {@link readReport}, of which only a part is wanted: the rest is not checked. */
export async function readReportAs<T>(dir: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(join(dir, "report.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const content = parseJson(text);
  const version = isObject(content) ? content["version"] : undefined;
  if (typeof version === "number" && version > 1) {
    throw new ProfileError("usage", `${join(dir, "report.json")} has version ${version}`, {
      remedy: "Use a newer profile binary to read it",
    });
  }
  const { data } = schema.safeParse(content);
  if (data !== undefined) return data;
  throw new ProfileError("usage", `${join(dir, "report.json")} is damaged, or an older version wrote it`, {
    remedy: "Play the profile again",
  });
}
