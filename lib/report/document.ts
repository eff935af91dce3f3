/** What `--json` and `--report-json` give of several plays: the reports, and what no report of a single play says. */
import { z } from "zod";
import { EXIT_CODES, type Verdict } from "../model/exit.ts";
import { Report, ShardInfo } from "../model/report.ts";

/** The plays of one command, or of several machines. */
export const PlaysFormat = z.object({
  /** Over all, with those that were not played. */
  verdict: z.enum(Object.keys(EXIT_CODES) as [Verdict, ...Verdict[]]),
  exit_code: z.int(),
  shard: ShardInfo.optional(),
  /** Sentences of `report --merge`: see `MergedResults`. */
  missing: z.array(z.string()).readonly().optional(),
  doubles: z.array(z.string()).readonly().optional(),
  uncounted: z.array(z.string()).readonly().optional(),
  reports: z.array(Report).readonly(),
  /** Keys of the profiles that did not begin any more. */
  not_played: z.array(z.string()).readonly().optional(),
});
export type PlaysDocument = z.infer<typeof PlaysFormat>;

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
