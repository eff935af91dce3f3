/** What `--json` and `--report-json` give of several plays: the reports, and what no report of a single play says. */
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import type { Report, ShardInfo } from "../model/report.ts";

/** The plays of one command, or of several machines. */
export interface PlaysDocument {
  /** Over all, with those that were not played. */
  verdict: Verdict;
  exit_code: number;
  shard?: ShardInfo;
  /** Sentences of `report --merge`: see `MergedResults`. */
  missing?: readonly string[];
  doubles?: readonly string[];
  uncounted?: readonly string[];
  reports: readonly Report[];
  /** Keys of the profiles that did not begin any more. */
  not_played?: readonly string[];
}

/** Puts it together. */
export function playsDocument(
  verdict: Verdict,
  reports: readonly Report[],
  { not_played, ...rest }: Pick<PlaysDocument, "shard" | "missing" | "doubles" | "uncounted" | "not_played">,
): PlaysDocument {
  const left = not_played === undefined ? {} : { not_played };
  return { verdict, exit_code: EXIT_CODES[verdict], ...rest, reports, ...left };
}

/** The document with these reports, and every sentence and name in it clean. */
export function cleanDocument(
  { verdict, shard, missing, doubles, uncounted, not_played }: PlaysDocument,
  reports: readonly Report[],
  clean: (line: string) => string,
): PlaysDocument {
  return playsDocument(verdict, reports, {
    ...(shard === undefined ? {} : { shard }),
    ...(missing === undefined ? {} : { missing: missing.map(clean) }),
    ...(doubles === undefined ? {} : { doubles: doubles.map(clean) }),
    ...(uncounted === undefined ? {} : { uncounted: uncounted.map(clean) }),
    ...(not_played === undefined ? {} : { not_played: not_played.map(clean) }),
  });
}
