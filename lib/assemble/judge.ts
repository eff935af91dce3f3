/** The fourth stage: writes the sanitised events, and gathers what a person has to judge. */
import { lookThrough } from "../drafts/step_suspects.ts";
import { join } from "node:path";
import { readSource } from "../events/read_source.ts";
import { unreadSiblings, unreadWarning } from "../events/siblings.ts";
import type { Redactor } from "../redact/redactor.ts";
import { Suspects } from "../redact/suspects.ts";
import type { ReadRecording } from "./read.ts";
import { writeEvents } from "./sanitise_events.ts";
import type { StepDraft } from "./step.ts";

/** What the draft says beside its steps. */
export interface Judged {
  /** How many events there are, with the first and last moment. */
  written: { count: number; from?: string; to?: string };
  suspects: Suspects;
  /** Notes of the capture, without secrets. */
  notes: string | undefined;
  /** What of the log was not read, in a sentence. */
  unread: string | undefined;
}

/**
 * Writes `events.jsonl`, and looks through steps, events and notes for what no rule can judge.
 *
 * @param staging folder of the draft that is being written
 */
export async function judge(
  { source, window, found, anonymous }: ReadRecording,
  steps: readonly StepDraft[],
  staging: string,
  redactor: Redactor,
): Promise<Judged> {
  const suspects = new Suspects();
  for (const { id, step } of steps) lookThrough(id, step, suspects);
  const notes = window.notes === undefined
    ? undefined
    : anonymous.text(redactor.text(window.notes, "captures: notes"));
  const written = await writeEvents(
    join(staging, "events.jsonl"),
    found.lines?.read(source) ?? readSource(source),
    found.clocks,
    redactor,
    anonymous,
    suspects,
  );
  if (notes !== undefined) suspects.look(notes, "captures", { free: true, field: "notes" });
  // A spool is read as a whole; what a tail left out it has said itself.
  const unread = source.spool === undefined ? unreadWarning(await unreadSiblings(source.log)) : undefined;
  return { written, suspects, notes, unread };
}
