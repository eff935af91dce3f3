/** What `--json` and `--report-json` give of several plays: the reports, and what no report of a single play says. */
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import type { Report, ShardInfo } from "../model/report.ts";
import type { Redactor } from "../redact/redactor.ts";

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

/** The same with reports that are clean already, its own sentences without secrets. */
export function cleanDocument(
  { missing, doubles, uncounted, not_played, ...rest }: PlaysDocument,
  reports: readonly Report[],
  redactor: Redactor,
): PlaysDocument {
  const clean = (name: string, lines: readonly string[] | undefined) =>
    lines === undefined ? {} : { [name]: lines.map((line) => redactor.text(line)) };
  return {
    ...rest,
    ...clean("missing", missing),
    ...clean("doubles", doubles),
    ...clean("uncounted", uncounted),
    reports,
    ...clean("not_played", not_played),
  };
}
