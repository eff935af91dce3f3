/** Suspects of a draft that nobody took out: promote mentions them, a person decides. */
import { readFile } from "node:fs/promises";
import type { DraftStatus } from "../drafts/status.ts";
import { holdsWords } from "../drafts/suspect_words.ts";
import { textOf } from "../files/text_bytes.ts";
import type { PromotedFile } from "./types.ts";

/** Longer files are not read into memory, in bytes. */
const LONGEST = 32 * 1024 * 1024;

type Suspect = DraftStatus["suspects"][number];

/** Those whose words still stand in a file of the profile, or in its name. */
export async function stillThere(
  suspects: readonly Suspect[],
  files: readonly PromotedFile[],
): Promise<Suspect[]> {
  let left = [...suspects];
  const found = new Set<Suspect>();
  for (const { path, from, content, size } of files) {
    if (left.length === 0) break;
    // What is longer is a raster or the like.
    if (path === "ledger.jsonl" || size > LONGEST) continue;
    const text = content ?? (from === undefined ? "" : textOf(await readFile(from))?.content ?? "");
    for (const suspect of left) if (holdsWords(`${path}\n${text}`, suspect.words)) found.add(suspect);
    left = left.filter((suspect) => !found.has(suspect));
  }
  return suspects.filter((suspect) => found.has(suspect));
}
