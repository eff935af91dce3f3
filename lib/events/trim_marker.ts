/** The first line of a log that was trimmed: an event that says what is missing in front of it. */
import { z } from "zod";
import type { AuditEvent } from "../model/event.ts";

const Trimmed = z.looseObject({
  event: z.literal("log_trimmed"),
  /** Lines and bytes cut away so far, by every trim of this log. */
  lines: z.number(),
  bytes: z.number(),
  /** Time of the last event that was cut away. */
  up_to: z.string().optional(),
  /** Ids of the last requests that were cut away while their answers may have stayed. */
  unanswered: z.array(z.string()).optional(),
});
export type Trimmed = z.infer<typeof Trimmed>;

/** The event for a trim at that moment. */
export function trimMarker(trimmed: Omit<Trimmed, "event">, at: Date): AuditEvent {
  return {
    stage: "gap",
    category: "system_log",
    timestamp: at.toISOString(),
    payload: { event: "log_trimmed", ...trimmed, by: "profile record prune" },
  };
}

/** What was cut away, when the event is such a marker. */
export function trimmedBy(event: AuditEvent): Trimmed | undefined {
  return event.stage === "gap" ? Trimmed.safeParse(event.payload).data : undefined;
}

/** The gap in words for people. */
export function trimmedWords({ lines, bytes, up_to }: Trimmed): string {
  const until = up_to === undefined ? "" : ` up to ${up_to}`;
  return `The log was trimmed: its first ${lines} lines${until} (${bytes} bytes) are gone`;
}
