/** Event sources. A new kind is one file and one line here; the first that recognises a path takes it. */
import { basename } from "node:path";
import { ProfileError } from "../../errors.ts";
import { AUDIT_LOG } from "../../model/event.ts";
import { logError } from "../read_events.ts";
import type { EventSource } from "../types.ts";
import { auditLog } from "./audit_log.ts";
import { recording } from "./recording.ts";
import { runDirectory } from "./run_dir.ts";
import { kindOfPath, logIfThere, refuseFolder, type SourceChoice, type SourceKind } from "./source.ts";
import { spool } from "./spool.ts";
import { weppDraft } from "./wepp_draft.ts";

const SOURCES: readonly SourceKind[] = [runDirectory, spool, recording, weppDraft, auditLog];

/**
 * Finds the log and its surroundings from what the user named.
 *
 * @param path a run directory, an audit log, a spool, a recording of our own, a draft or promoted profile of WEPPcloud
 * @param choice which run, when a recording holds several
 * @throws ProfileError when nothing is there, when a folder holds no log, or when reading is not permitted
 */
export async function openSource(path: string, choice: SourceChoice = {}): Promise<EventSource> {
  try {
    const found = await kindOfPath(path);
    // The user may name a log by the name that it had before it was compressed.
    const compressed = found === undefined ? await logIfThere(path) : undefined;
    if (compressed !== undefined) return await openSource(compressed, choice);
    if (found === undefined) throw Object.assign(new Error("not found"), { code: "ENOENT" });
    for (const source of SOURCES) {
      const opened = await source.open(path, found, choice);
      if (opened === undefined) continue;
      if (choice.run !== undefined && source !== recording) refuseChoice(path, opened, choice.run);
      return opened;
    }
    if (basename(path) === basename(AUDIT_LOG)) await refuseFolder(path);
  } catch (error) {
    throw logError(path, error);
  }
  throw new ProfileError("usage", `There is no audit log in ${JSON.stringify(path)}`, {
    position: { file: path },
    remedy:
      `Name a run directory with ${AUDIT_LOG}, the log itself, or a draft of WEPPcloud with events.jsonl`,
  });
}

/** `--run` picks a run of a recording; anything else is one run already. */
function refuseChoice(path: string, { kind, runDir }: EventSource, run: string): void {
  if (runDir !== undefined && basename(runDir) === run) return;
  throw new ProfileError("usage", `${JSON.stringify(path)} is a ${kind}, so --run cannot pick a run in it`, {
    position: { file: path },
    remedy: "Leave --run out, or name the folder of a recording",
  });
}
