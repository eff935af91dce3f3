/** Takes candidates of a draft into the profile that is made of it, as comparisons without a baseline. */
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { Comparison } from "../model/profile.ts";
import { parseYaml } from "../yaml/source.ts";
import { isObject } from "../model/json.ts";
import { CANDIDATES, chosenComparisons, readCandidates } from "./candidates.ts";
import { addComparisons } from "./profile_edit.ts";

/** A file of the new profile; those that are made have their content here. */
interface MadeFile {
  path: string;
  content?: string;
  size: number;
}

/** What is asked for: the words `telling`, `all`, `none`, or globs and targets. */
const WORDS = ["telling", "all", "none"] as const;

/**
 * The files of a profile with the chosen candidates in `profile.yaml` and the choice in `ledger.jsonl`. Targets that
 * the profile compares already stay as they are.
 *
 * @param files of the new profile
 * @param which one of the words, or globs and targets; none: what a reviewer took
 * @param at of the ledger entries, ISO 8601
 * @returns with the comparisons that were added
 * @throws ProfileError usage when the draft has no candidates, or a glob names none
 */
export async function addCandidates<File extends MadeFile>(
  files: readonly File[],
  draftDir: string,
  which: readonly string[],
  at: string,
): Promise<{ files: File[]; added: Comparison[] }> {
  const comparisons = await chosen(draftDir, which);
  const file = join(draftDir, "profile.yaml");
  const text = files.find(({ path }) => path === "profile.yaml")?.content ?? "";
  const { content } = comparisons.length === 0 ? { content: {} } : parseYaml(file, text, "draft");
  const listed: unknown = isObject(content) ? content["comparisons"] : undefined;
  const before = new Set(
    (Array.isArray(listed) ? listed : []).map((one) => isObject(one) ? one["target"] : one),
  );
  const added = comparisons.filter(({ target }) => !before.has(target));
  if (added.length === 0) return { files: [...files], added };
  const lines = added.map((one) => `${JSON.stringify(ledgerEntry(one, at))}\n`).join("");
  const edited = files.map((one) => {
    if (one.content === undefined) return one;
    if (one.path === "profile.yaml") return withContent(one, addComparisons(one.content, added, file));
    return one.path === "ledger.jsonl" ? withContent(one, one.content + lines) : one;
  });
  return { files: edited, added };
}

async function chosen(draftDir: string, which: readonly string[]): Promise<Comparison[]> {
  const [word] = which;
  if (which.length === 1 && word === "none") return [];
  const found = await readCandidates(draftDir);
  if (word === undefined) return found === undefined ? [] : chosenComparisons(found, "taken").comparisons;
  if (found === undefined) {
    throw new ProfileError("usage", "The draft has no baseline candidates: its source had no run directory", {
      position: { file: join(draftDir, CANDIDATES) },
      remedy: "Leave --candidates out: the first play proposes what the run gains",
    });
  }
  const known = WORDS.find((each) => which.length === 1 && each === word);
  const { comparisons, unmatched } = chosenComparisons(found, known ?? which);
  if (unmatched.length > 0) {
    throw new ProfileError(
      "usage",
      `No baseline candidate matches ${unmatched.map((one) => `"${one}"`).join(", ")}`,
      {
        position: { file: join(draftDir, CANDIDATES) },
        remedy: `Say telling, all, none, or targets of that list: ${
          found.candidates.slice(0, 5).map(({ target }) => target).join(", ")
        }, …`,
      },
    );
  }
  return comparisons;
}

function withContent<File extends MadeFile>(file: File, content: string): File {
  return { ...file, content, size: new TextEncoder().encode(content).length };
}

function ledgerEntry({ target, method }: Comparison, at: string): LedgerEntry {
  return {
    version: 1,
    at,
    by: "promote",
    decision: "comparison",
    subject: target,
    reason: "a baseline candidate of the draft; a replay has yet to give its baseline",
    evidence: { method },
  };
}
