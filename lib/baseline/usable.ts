/** Whether a baseline can be taken from a result at all, and from which one instead. */
import { relative, sep } from "node:path";
import { ProfileError } from "../errors.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import { isLeftOut, isOutside, type Report } from "../model/report.ts";
import { troubleOptions } from "../model/troubles.ts";
import { pastResults } from "../results/history.ts";
import { profileKey } from "../results/key.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";
import { entriesOf, readManifest } from "./manifest.ts";
import { type Pending, type PendingItem, readPending } from "./pending.ts";
import { type CurrentSource, otherness } from "./source.ts";

/** A result, and the profile as it is now. */
export interface ResultInQuestion {
  slug: string;
  baselineDir: string;
  resultDir: string;
  report: Report;
  source: CurrentSource;
  /** Also take a result whose play asked the embedded server for drift or faults. */
  allowDrift?: boolean | undefined;
}

/** What waits in a result; undefined when it does not say. */
export async function pendingOf(resultDir: string, report: Report): Promise<Pending | undefined> {
  return await readPending(resultDir) ?? (everythingMatched(report) ? nothingPending(report) : undefined);
}

/** What of a result was neither accepted nor rejected before. */
export function stillWaiting({ items }: Pending, manifest: BaselineManifest | undefined): PendingItem[] {
  const kept = entriesOf(manifest);
  return items.filter((item) =>
    item.rejected !== true && (kept.get(item.path)?.sha256 ?? null) !== item.sha256
  );
}

/**
 * Refuses a result of a play that did not do all that it should.
 *
 * @throws ProfileError refused; when outputs wait in an earlier result, its remedy names that
 */
export async function refuseUnusable(result: ResultInQuestion, pending: Pending | undefined): Promise<void> {
  const why = whyUnusable(result, pending);
  if (why === undefined) return;
  const key = profileKey(result.source.file, result.source.dataRoot);
  const earlier = await lastUsable(result);
  const instead = earlier === undefined
    ? ""
    : `; or take the last result that is whole, where ${counted(earlier.waiting, "output")} wait${
      earlier.waiting === 1 ? "s" : ""
    }: profile update-baseline ${shellWord(key)} --from ${shellWord(earlier.dir)}`;
  const again = whyIncomplete(result, pending) === undefined
    ? `Play without that: profile play ${shellWord(key)} --embedded`
    : `Play the whole profile until all steps pass: profile play ${shellWord(key)}`;
  throw new ProfileError("refused", `No baseline can be taken from this result: it ${why}`, {
    remedy: `${again}${instead}`,
  });
}

/**
 * Refuses a result when there is a newer one of the same kind that a baseline can be taken from.
 *
 * @throws ProfileError refused, naming the newer one
 */
export async function refuseOld(
  { slug, report, source, allowDrift }: ResultInQuestion,
  { target }: Pending,
): Promise<void> {
  const { dataRoot, file } = source;
  const own = relative(dataRoot, file).split(sep).join("/");
  for await (const newer of pastResults(dataRoot, slug, own)) {
    if (newer.report.started_at <= report.started_at) return;
    const pending = await pendingOf(newer.dir, newer.report).catch(() => undefined);
    if (pending?.target !== target) continue;
    if (whyUnusable({ slug, report: newer.report, allowDrift }, pending) !== undefined) continue;
    if (otherness(newer.report, source) !== undefined) continue;
    throw new ProfileError("refused", `The result is not the last one: ${newer.dir} is newer`, {
      remedy: `Take that one: profile update-baseline ${shellWord(profileKey(file, dataRoot))} --from ${
        shellWord(newer.dir)
      }`,
    });
  }
}

/** The newest result that a baseline can be taken from, when something waits in it. */
async function lastUsable(
  { slug, baselineDir, source, allowDrift }: ResultInQuestion,
): Promise<{ dir: string; waiting: number } | undefined> {
  const { dataRoot, file } = source;
  const manifest = await readManifest(baselineDir);
  const own = relative(dataRoot, file).split(sep).join("/");
  for await (const { dir, report } of pastResults(dataRoot, slug, own)) {
    const pending = await pendingOf(dir, report).catch(() => undefined);
    // A play that compared nothing says nothing; an older one than the last that did is out of date.
    if (pending === undefined) continue;
    if (whyUnusable({ slug, report, allowDrift }, pending) !== undefined) continue;
    if (otherness(report, source) !== undefined) continue;
    const waiting = stillWaiting(pending, manifest).length;
    return waiting === 0 ? undefined : { dir, waiting };
  }
  return undefined;
}

type Judged = Pick<ResultInQuestion, "slug" | "report" | "allowDrift">;

/** In words that follow "it". */
function whyUnusable(result: Judged, pending: Pending | undefined): string | undefined {
  const why = whyIncomplete(result, pending);
  if (why !== undefined || result.allowDrift === true) return why;
  const troubles = troubleOptions(result.report);
  return troubles.length === 0 ? undefined : `was played with ${troubles.join(" ")}`;
}

/** Why a play did not do all that it should. */
function whyIncomplete(
  { slug, report }: Judged,
  pending: Pending | undefined,
): string | undefined {
  const expectation = report.expectations.find(({ verdict }) => verdict !== "passed");
  const outside = report.steps.find(isOutside);
  const notPassed = report.steps.find((step) => step.verdict !== "passed" && !isLeftOut(step));
  return report.profile !== slug || (pending !== undefined && pending.profile !== slug)
    ? `is one of "${report.profile}"`
    : report.failed_step !== null
    ? `stopped at the step "${report.failed_step}"`
    : report.error !== undefined
    ? `ended with an error: ${report.error.message}`
    : outside !== undefined
    ? `is one of a part of the steps: ${outside.id} was not played`
    : notPassed !== undefined
    ? `has the step "${notPassed.id}" ${notPassed.verdict}`
    : expectation !== undefined
    ? `did not meet an expectation: ${expectation.message}`
    : pending?.complete === false
    ? `is not complete: ${report.summary}`
    : undefined;
}

/** A play that compared and found nothing leaves no list; comparisons that name no file leave none either. */
function everythingMatched({ verdict, comparisons }: Report): boolean {
  if (comparisons.length === 0) return false;
  return verdict === "passed" ||
    (verdict === "differences" &&
      comparisons.every(({ verdict, files }) =>
        // What could not be compared, and differs from the manifest, would wait.
        verdict === "passed" || verdict === "error" || files.length === 0
      ));
}

function nothingPending({ profile, target }: Report): Pending {
  return {
    version: 1,
    profile,
    target: target === "embedded" ? "embedded" : "server",
    complete: true,
    items: [],
  };
}
