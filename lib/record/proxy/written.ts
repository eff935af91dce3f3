/** Which exchanges are in the logs of a recording: a session that was killed may have brought in a part of a capture. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readEvents } from "../../events/read_events.ts";
import { exists } from "../../files/safe_path.ts";
import { AUDIT_LOG } from "../../model/event.ts";

/**
 * Exchanges that have their outcome in a log.
 *
 * @param out folder of the recording
 * @returns the folder of the run by the id of the exchange
 */
export async function writtenExchanges(out: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await readdir(join(out, "runs"))) {
    const dir = join(out, "runs", name);
    const log = join(dir, AUDIT_LOG);
    if (!await exists(log)) continue;
    for await (const item of readEvents(log)) {
      if (item.kind !== "event") continue;
      const { id, stage } = item.at.event;
      if (id !== undefined && (stage === "response" || stage === "error")) found.set(id, dir);
    }
  }
  return found;
}
