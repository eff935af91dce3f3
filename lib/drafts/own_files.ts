/** The files of a draft lie in its folder itself: a link, a pipe or a device in their place is no part of it. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import { DRAFT_CHECKPOINT } from "./checkpoint.ts";

const FILES = [
  "profile.yaml",
  "status.json",
  "ledger.jsonl",
  "events.jsonl",
  "README.md",
  "baseline_candidates.json",
  DRAFT_CHECKPOINT,
];

/**
 * Refuses a draft whose files are symbolic links, which may lead to anything, or no files at all.
 *
 * @throws ProfileError refused, naming each
 */
export async function refuseLinks(draftDir: string): Promise<void> {
  const findings: { message: string; position: { file: string } }[] = [];
  for (const name of [...FILES, "seed"]) {
    const file = join(draftDir, name);
    const found = await lstat(file).catch(() => undefined);
    if (found === undefined) continue;
    const isMeant = name === "seed" ? found.isDirectory() : found.isFile();
    const what = found.isSymbolicLink() ? "a symbolic link" : name === "seed" ? "no folder" : "no plain file";
    if (!isMeant) findings.push({ message: `${name} is ${what}`, position: { file } });
  }
  const [first, ...others] = findings;
  if (first === undefined) return;
  throw new ProfileError("refused", first.message, {
    position: first.position,
    others,
    remedy: "Put a copy of what it leads to in its place, if that belongs into the draft",
  });
}
