/** Opens a draft for review: the checked profile, its status and its ledger. */
import { basename, dirname, join } from "node:path";
import { plainText } from "../files/plain_file.ts";
import { type BaselineCandidates, readCandidates } from "../baseline/candidates.ts";
import { requireReadable } from "../drafts/access.ts";
import { type DraftStatus, readStatus } from "../drafts/status.ts";
import { ProfileError } from "../errors.ts";
import { recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import { type LedgerEntry, parseLedger } from "../model/ledger.ts";
import { type LoadedProfile, loadProfile } from "../profiles/load.ts";

/** A draft, as it lies on disk. */
export interface OpenDraft extends LoadedProfile {
  /** As the user names it: `_drafts/x`, or the path. */
  name: string;
  status?: DraftStatus;
  /** Its lines that can be read. */
  ledger: LedgerEntry[];
  /** What its steps produced; not there without a run directory. */
  candidates?: BaselineCandidates;
  /** What an interrupted earlier command left and this one finished. */
  recovered?: string;
}

/**
 * Opens a draft.
 *
 * @param name `_drafts/x`, `x`, or a path
 * @throws ProfileError usage when there is none, or it is not valid
 */
export async function openDraft(name: string, dataRoot: string, cwd: string): Promise<OpenDraft> {
  const drafts = join(dataRoot, "profiles", "_drafts");
  const short = name.replace(/\/+$/, "").replace(/^_drafts\//, "");
  await requireReadable(join(drafts, short));
  const inDrafts = await exists(join(drafts, short, "profile.yaml"));
  const assembled = await recoverJournal(drafts, [`assemble-${basename(short)}`]);
  const mended = inDrafts ? await recoverJournal(join(drafts, short), ["review"]) : undefined;
  const recovered = [assembled, mended].filter((sentence) => sentence !== undefined).join("; ");
  const loaded = await loadProfile(inDrafts ? `_drafts/${short}` : name, dataRoot, cwd);
  const status = await readStatus(loaded.dir);
  const candidates = await readCandidates(loaded.dir);
  return {
    ...loaded,
    name: inDrafts ? `_drafts/${short}` : name,
    ...(status === undefined ? {} : { status }),
    ...(candidates === undefined ? {} : { candidates }),
    ledger: parseLedger(await plainText(join(loaded.dir, "ledger.jsonl"))),
    ...(recovered === "" ? {} : { recovered }),
  };
}

/** True for what lies among the drafts, or was assembled. */
export function isDraft({ status, dir }: OpenDraft): boolean {
  return status !== undefined || basename(dirname(dir)) === "_drafts";
}

/**
 * Refuses what is no draft: a promoted profile is edited by its curators, and checked into version control.
 *
 * @throws ProfileError refused
 */
export function requireDraft(draft: OpenDraft): void {
  if (isDraft(draft)) return;
  throw new ProfileError("refused", `${draft.name} is a promoted profile, and review changes drafts only`, {
    position: { file: draft.file },
    remedy: "Edit its profile.yaml and run profile validate, or assemble the recording again",
  });
}
