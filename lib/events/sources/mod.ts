/** Event sources. A new kind is one file and one line here; the first that recognises a path takes it. */
import { ProfileError } from "../../errors.ts";
import { AUDIT_LOG } from "../../model/event.ts";
import { logError } from "../read_events.ts";
import type { EventSource } from "../types.ts";
import { auditLog } from "./audit_log.ts";
import { runDirectory } from "./run_dir.ts";
import { kindOfPath, logIfThere, type SourceKind } from "./source.ts";
import { spool } from "./spool.ts";
import { weppDraft } from "./wepp_draft.ts";

const SOURCES: readonly SourceKind[] = [runDirectory, spool, weppDraft, auditLog];

/**
 * Finds the log and its surroundings from what the user named.
 *
 * @param path a run directory, an audit log, a draft or promoted profile of WEPPcloud, a spool
 * @throws ProfileError when nothing is there, when a folder holds no log, or when reading is not permitted
 */
export async function openSource(path: string): Promise<EventSource> {
  try {
    const found = await kindOfPath(path);
    // The user may name a log by the name that it had before it was compressed.
    const compressed = found === undefined ? await logIfThere(path) : undefined;
    if (compressed !== undefined) return await openSource(compressed);
    if (found === undefined) throw Object.assign(new Error("not found"), { code: "ENOENT" });
    for (const source of SOURCES) {
      const opened = await source.open(path, found);
      if (opened !== undefined) return opened;
    }
  } catch (error) {
    throw logError(path, error);
  }
  throw new ProfileError("usage", `There is no audit log in ${JSON.stringify(path)}`, {
    position: { file: path },
    remedy:
      `Name a run directory with ${AUDIT_LOG}, the log itself, or a draft of WEPPcloud with events.jsonl`,
  });
}
