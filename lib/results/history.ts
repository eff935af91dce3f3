/** The results of a profile in the order of time, and which one is meant. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, ProfileError } from "../errors.ts";
import type { Report } from "../model/report.ts";
import { resultsRoot } from "./folder.ts";
import { readReport } from "./latest.ts";

/** A result that can be read. */
export interface PastResult {
  /** Name of its folder: `20261122T120301.250Z`. */
  name: string;
  dir: string;
  report: Report;
}

/** A number follows where `report --merge` found the name taken. */
const NAME = /^\d{8}T\d{6}\.\d{3}Z(?:-\d+)?$/;

/** Names of the result folders of a slug, newest first. */
export async function resultNames(dataRoot: string, slug: string): Promise<string[]> {
  return await resultNamesIn(join(resultsRoot(dataRoot), slug));
}

/** The same for a folder that may lie elsewhere: results that were copied from another machine. */
export async function resultNamesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((name) => NAME.test(name)).sort().reverse();
}

/**
 * Results of a profile, newest first, read one by one as they are asked for. A folder without a report (a play that
 * was killed or still goes on) is passed over, and so is a report that cannot be read.
 *
 * @param source file of the profile relative to the data root: a draft and a profile may bear the same slug
 * @param onFault told why a report was passed over
 */
export async function* pastResults(
  dataRoot: string,
  slug: string,
  source: string,
  onFault: (words: string) => void = () => {},
): AsyncGenerator<PastResult> {
  for (const name of await resultNames(dataRoot, slug)) {
    const dir = join(resultsRoot(dataRoot), slug, name);
    try {
      const report = await readReport(dir);
      if (report !== undefined && report.source.file === source) yield { name, dir, report };
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      onFault(messageOf(error));
    }
  }
}

/**
 * The two results that a difference is about: the newest, and the one that is meant by the word.
 *
 * @param since `last` for the one before the newest, else a timestamp or its beginning (`2026-11-22`,
 *   `20261122T12`): the newest result that is not after it
 * @throws ProfileError usage when a result is not there
 */
export async function resultsSince(
  results: AsyncIterable<PastResult>,
  since: string,
): Promise<{ before: PastResult; after: PastResult }> {
  let after: PastResult | undefined;
  let oldest: PastResult | undefined;
  const wanted = since === "last" ? undefined : timestampPrefix(since);
  for await (const result of results) {
    if (after === undefined) {
      after = result;
      continue;
    }
    if (wanted === undefined || result.name.slice(0, wanted.length) <= wanted) {
      return { before: result, after };
    }
    oldest = result;
  }
  const remedy = after === undefined
    ? "Play the profile first"
    : "Play it once more, or name an earlier time";
  throw new ProfileError(
    "usage",
    after === undefined
      ? "There is no result of this profile"
      : oldest === undefined
      ? "There is only one result of this profile: nothing to compare it with"
      : `There is no result of this profile at or before "${since}"; the oldest is of ${oldest.name}`,
    { remedy },
  );
}

/** `2026-11-22T12:03` and `20261122T1203` are the same beginning of a folder's name. */
function timestampPrefix(text: string): string {
  const plain = text.trim().replace(/[-:]/g, "").replace(" ", "T").toUpperCase();
  if (/^\d{4}(\d{2}(\d{2}(T(\d{2}(\d{2}(\d{2}(\.\d{0,3})?)?)?)?)?)?)?Z?$/.test(plain)) {
    return plain.length === 20 ? plain : plain.replace(/Z$/, "");
  }
  throw new ProfileError("usage", `--since "${text}" is neither "last" nor a time`, {
    remedy: "Write it as last, 2026-11-22, 2026-11-22T12:03, or as the name of a result folder",
  });
}
