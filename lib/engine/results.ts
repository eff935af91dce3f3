/** Reading results in the library: reports that plays left, and what they say in words. */
import { explainComparison } from "../compare/explain.ts";
import type { ComparisonReport, Report } from "./types.ts";
import { inPlace, type Where } from "./where.ts";

/** A result on the disk. */
export interface PlayedResult {
  /** Its folder. */
  dir: string;
  /** What the play did. */
  report: Report;
}

/** Which result is read. */
export interface ResultRequest extends Where {
  /** Slug, draft (`_drafts/x`), or path of a profile. */
  profile: string;
  /** Result folder; default: the profile's last one. */
  result?: string | undefined;
}

/**
 * Reads a result of a profile.
 *
 * @throws ProfileError usage when there is none, or its report is damaged
 * @example
 * ```ts
 * import { readResult } from "./mod.ts";
 * const { dir, report } = await readResult({ profile: "us-small", dataRoot: "." });
 * console.log(dir, report.verdict);
 * ```
 */
export async function readResult(request: ResultRequest): Promise<PlayedResult> {
  const { findResult } = await import("../baseline/results.ts");
  const { resolveProfile } = await import("../profiles/resolve.ts");
  const { profileKey } = await import("../results/key.ts");
  return await inPlace(request, async (place) => {
    const { cwd } = place;
    const dataRoot = await place.dataRoot();
    const { profile, result } = request;
    // A result may be older than its profile's archiving: then the name alone says which.
    const key = await resolveProfile(profile, dataRoot, cwd).then(
      (file) => profileKey(file, dataRoot),
      () => profile,
    );
    const { dir, report } = await findResult({ result, key, dataRoot, cwd });
    return { dir, report };
  });
}

/**
 * The differences of one comparison as lines for people: what was kept, what came, by how much.
 *
 * @param most how many differences are listed; the rest is counted
 * @param width columns that the lines may take
 */
export function differenceLines(comparison: ComparisonReport, most = 20, width = 100): string[] {
  return explainComparison(comparison, most, width);
}

/**
 * A play as lines for people, for the message of a test: the steps that failed, with what was expected and what came,
 * the differences, and the verdict. Empty for a play that passed.
 *
 * @example
 * ```ts
 * import { failureLines, play } from "./mod.ts";
 * const report = await play({ profile: "us-small", target: "embedded" });
 * if (report.verdict !== "passed") throw new Error(failureLines(report).join("\n"));
 * ```
 */
export function failureLines(report: Report): string[] {
  return report.verdict === "passed" ? [] : report.diagnosis ?? [report.summary];
}
