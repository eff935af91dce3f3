/** Results of one machine, from wherever they were copied: a folder of results, a result, or a report. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { isObject, parseJson } from "../model/json.ts";
import { Report, ShardInfo } from "../model/report.ts";
import { resultNamesIn } from "./history.ts";
import { profileKey } from "./key.ts";
import { type LastPlay, readLatestFile, readReport } from "./latest.ts";

/** One profile of a set. */
export interface SetEntry {
  /** See `profileKey`. */
  key: string;
  /** Missing when it was not played: then `verdict` and `reason` say why. */
  report?: Report;
  verdict: Verdict;
  reason?: string;
  /** Result folder, absolute. */
  dir?: string;
}

/** What one machine did in one `play`. */
export interface ResultSet {
  /** Where it was found. */
  from: string;
  shard?: ShardInfo;
  /** Verdict of the whole play, when it is known and says more than its profiles: it was killed. */
  verdict?: Verdict;
  entries: SetEntry[];
  /** Last results of profiles that only earlier plays had: they do not count, and are not passed over in silence. */
  earlier?: EarlierResult[];
}

/** A profile's last result, of a play before the last one; `incomplete` when it was not played then. */
export interface EarlierResult {
  key: string;
  verdict: Verdict;
  /** ISO 8601. */
  started_at: string;
}

/**
 * The sets of results at a path: the last play of a folder of results (also with `profiles/results` or `results`
 * above it), a single result, a report as `--report-json` or `--json` wrote it, or a folder with several of those.
 *
 * @throws ProfileError usage when there is nothing of the kind, or it is damaged
 */
export async function readSets(path: string): Promise<ResultSet[]> {
  const found = await setAt(path);
  if (found !== undefined) return [found];
  const inside = (await readdir(path).catch(() => [])).sort();
  const sets = (await Promise.all(inside.map((name) => setAt(join(path, name))))).flatMap((set) => set ?? []);
  if (sets.length > 0) return sets;
  const without = await folderWithoutLatest(path, inside);
  if (without !== undefined) {
    throw new ProfileError("usage", `${without} holds results, but no latest.json`, {
      remedy: "Copy latest.json of profiles/results, too, or name each result folder: <dir>/<slug>/<time>",
    });
  }
  throw new ProfileError("usage", `There are no results in ${path}`, {
    remedy: "Name a copy of profiles/results, a folder of such copies, or a file that --report-json wrote",
  });
}

/** The folder of results that a copy left `latest.json` out of: a result lies two folders deeper. */
async function folderWithoutLatest(path: string, inside: readonly string[]): Promise<string | undefined> {
  for (const root of [path, ...inside.map((name) => join(path, name))].flatMap(placesAt)) {
    for (const slug of await readdir(root).catch(() => [])) {
      for (const name of await resultNamesIn(join(root, slug))) {
        const report = join(root, slug, name, "report.json");
        if (await stat(report).then(() => true, () => false)) return root;
      }
    }
  }
  return undefined;
}

async function setAt(path: string): Promise<ResultSet | undefined> {
  const about = await stat(path).catch(() => undefined);
  if (about?.isFile() === true) return path.endsWith(".json") ? await fromFile(path) : undefined;
  const root = await resultsFolderAt(path);
  if (root !== undefined) return await fromResults(path, root);
  const report = await readReport(path);
  return report === undefined ? undefined : ofReports(path, [entryOf(report, path)]);
}

function placesAt(path: string): string[] {
  return [path, join(path, "results"), join(path, "profiles", "results")];
}

/** The folder of results at a path: itself, `results` or `profiles/results` in it; undefined when it is none. */
export async function resultsFolderAt(path: string): Promise<string | undefined> {
  for (const root of placesAt(path)) {
    if (await stat(join(root, "latest.json")).then(() => true, () => false)) return root;
  }
  return undefined;
}

/** The last play noted in `latest.json`; of an older one the last result of every profile. */
async function fromResults(from: string, root: string): Promise<ResultSet> {
  const { last_play, profiles, unplayed } = await readLatestFile(join(root, "latest.json"));
  if (last_play === undefined) {
    const all = Object.entries(profiles).map(([profile, { result, verdict, exit_code }]) => ({
      profile,
      result,
      verdict,
      exit_code,
    }));
    return ofReports(from, await Promise.all(all.map((entry) => readEntry(root, entry))));
  }
  const { shard } = last_play;
  const counted = new Set(last_play.profiles.map(({ profile }) => profile));
  const others = Object.entries(profiles).filter(([key]) =>
    !counted.has(key) && !Object.hasOwn(unplayed, key)
  );
  const open = Object.entries(unplayed).filter(([key]) => !counted.has(key));
  const earlier = await Promise.all(others.map(async ([key, { result, verdict, started_at }]) => {
    const entry = await readEntry(root, { profile: key, result, verdict, exit_code: 0 });
    // A result that somebody removed says nothing any more.
    return entry.report === undefined ? [] : [{ key, verdict: entry.verdict, started_at }];
  }));
  return {
    from,
    ...(shard === undefined ? {} : { shard }),
    verdict: verdictOf(last_play.verdict),
    entries: await Promise.all(last_play.profiles.map((entry) => {
      // One that was killed has noted what it played only profile by profile.
      const noted = Object.hasOwn(profiles, entry.profile) ? profiles[entry.profile] : undefined;
      const since = noted !== undefined && noted.started_at >= last_play.started_at;
      return readEntry(root, entry.result === null && since ? { ...noted, profile: entry.profile } : entry);
    })),
    earlier: [
      ...earlier.flat(),
      ...open.map(([key, { started_at }]) => ({ key, verdict: "incomplete" as const, started_at })),
    ],
  };
}

async function readEntry(root: string, entry: LastPlay["profiles"][number]): Promise<SetEntry> {
  const { profile: key, result, reason } = entry;
  const verdict = verdictOf(entry.verdict);
  if (result === null) return { key, verdict, ...(reason === undefined ? {} : { reason }) };
  const dir = isPlainRelative(result) ? join(root, ...result.split("/")) : undefined;
  const report = dir === undefined ? undefined : await readReport(dir);
  if (dir === undefined || report === undefined) {
    return { key, verdict: "incomplete", reason: `its result ${result} is not there` };
  }
  return { key, report, verdict: report.verdict, dir };
}

/** What `--report-json` or `--json` wrote: one report, or the document of several plays. */
async function fromFile(file: string): Promise<ResultSet | undefined> {
  const content = parseJson(await readFile(file, "utf8"));
  const whole = isObject(content) && Array.isArray(content["reports"]) ? content : {};
  const list = Array.isArray(content)
    ? content
    : Array.isArray(whole["reports"])
    ? whole["reports"]
    : [content];
  const entries: SetEntry[] = [];
  for (const one of list) {
    const { data } = Report.safeParse(one);
    if (data === undefined) {
      throw new ProfileError("usage", `${file} is no report of profile play`, {
        position: { file },
        remedy: "Name a file that --report-json or --json wrote",
      });
    }
    entries.push(entryOf(data));
  }
  const left = Array.isArray(whole["not_played"]) ? whole["not_played"] : [];
  for (const key of left) entries.push({ key: String(key), verdict: "incomplete", reason: "not played" });
  const { data: shard } = ShardInfo.safeParse(whole["shard"]);
  return {
    ...ofReports(file, entries),
    ...(shard === undefined ? {} : { shard }),
    ...(typeof whole["verdict"] === "string" ? { verdict: verdictOf(whole["verdict"]) } : {}),
  };
}

function ofReports(from: string, entries: SetEntry[]): ResultSet {
  const shard = entries.map(({ report }) => report?.shard).find((info) => info !== undefined);
  return { from, ...(shard === undefined ? {} : { shard }), entries };
}

function entryOf(report: Report, dir?: string): SetEntry {
  const { source: { file }, profile, verdict } = report;
  const key = file === "" ? profile : profileKey(join("/", file), "/");
  return { key, report, verdict, ...(dir === undefined ? {} : { dir }) };
}

function verdictOf(text: string): Verdict {
  return Object.hasOwn(EXIT_CODES, text) ? text as Verdict : "internal";
}
