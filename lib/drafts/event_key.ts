/** What tells an event of `events.jsonl` again after others were taken out of that file. */
import { sha256 } from "../files/hash.ts";
import type { AuditEvent } from "../model/event.ts";

/** How much of the hash is kept: enough to tell the events of one draft apart. */
const LENGTH = 16;

/** A short hash of what no redaction changes: id, stage and time. */
export function eventKey(
  { id, stage, timestamp, received_at }: Pick<AuditEvent, "id" | "stage" | "timestamp" | "received_at">,
): string {
  return sha256([id, stage, timestamp ?? received_at].map((part) => part ?? "").join("\n")).slice(0, LENGTH);
}
