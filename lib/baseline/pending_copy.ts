/** The bytes of an accepted output as the result has them: only what the play made is taken. */
import { readFile } from "node:fs/promises";
import { summaryPath } from "../compare/keep.ts";
import { summaryText } from "../compare/summary.ts";
import { messageOf, ProfileError } from "../errors.ts";
import { sha256, sha256File } from "../files/hash.ts";
import { pathBelow } from "../files/safe_path.ts";
import type { Tally } from "../model/progress.ts";
import { pendingDir, type PendingItem } from "./pending.ts";
import type { UpdatePlan } from "./plan.ts";

type Source = Pick<UpdatePlan, "slug" | "resultDir">;

/**
 * Refuses a plan that could not be written: for a dry run, which must not promise more than the write does.
 *
 * @throws ProfileError refused when a pending output is not what the result listed
 */
export async function checkCopies(plan: Source & Pick<UpdatePlan, "accepted" | "keeps">): Promise<void> {
  for (const item of plan.accepted) {
    const keep = plan.keeps.get(item.path);
    if (keep === "file") await checkedCopy(plan, item);
    if (keep === "summary") await summaryOf(plan, item);
  }
}

/**
 * Path of the copy of an output, sure to be what the play made.
 *
 * @param tally gets its bytes as they are read
 */
export async function checkedCopy(plan: Source, item: PendingItem, tally?: Tally): Promise<string> {
  const copy = await pathBelow(pendingDir(plan.resultDir), item.path, "pending output");
  const hash = await sha256File(copy, tally).catch(() => undefined);
  if (hash === item.sha256) return copy;
  throw touched(plan, item.path, copy, hash !== undefined);
}

function touched({ slug }: Source, path: string, file: string, isThere: boolean): ProfileError {
  const what = isThere ? "was changed since the play" : "is not there any more";
  return new ProfileError("refused", `The pending output "${path}" ${what}`, {
    position: { file },
    remedy: `Play again, then review: profile play ${slug}`,
  });
}

/** The summary of an accepted output: made by the play of a file that was not copied, else of the copy. */
export async function summaryOf(plan: Source, item: PendingItem): Promise<string> {
  if (item.summary_sha256 !== undefined) {
    const file = await pathBelow(pendingDir(plan.resultDir), summaryPath(item.path), "pending summary");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined && sha256(text) === item.summary_sha256) return text;
    throw touched(plan, summaryPath(item.path), file, text !== undefined);
  }
  const copy = await checkedCopy(plan, item);
  try {
    const text = await summaryText(copy, item.comparison, { sha256: item.sha256 ?? "", size: item.size });
    if (text !== undefined) return text;
  } catch (error) {
    throw new ProfileError("refused", `The output "${item.path}" cannot be summed up: ${messageOf(error)}`, {
      position: { file: copy },
      remedy: "Leave it out with --accept for the others, or say keep: file in its comparison",
    });
  }
  throw new Error(`${item.comparison.method} has no summary`);
}
