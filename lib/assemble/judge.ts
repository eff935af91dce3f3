/** The fourth stage: writes the sanitised events, and gathers what a person has to judge. */
import { CAPTURE_NOTES } from "../drafts/suspect_remedy.ts";
import { lookThrough } from "../drafts/step_suspects.ts";
import { dirname, join } from "node:path";
import { type EditedDraft, stepMapsOf } from "./continue.ts";
import { readSource } from "../events/read_source.ts";
import { unreadSiblings, unreadWarning } from "../events/siblings.ts";
import type { Redactor } from "../redact/redactor.ts";
import { Suspects } from "../redact/suspects.ts";
import type { ReadRecording } from "./read.ts";
import { EVENTS, type KeptEvents, writeEvents, type WrittenEvents } from "./sanitise_events.ts";
import type { StepDraft } from "./step.ts";
import type { TakenOut } from "./taken_out.ts";

/** What the draft says beside its steps. */
export interface Judged {
  /** How many events there are, with the first and last moment. */
  written: WrittenEvents;
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
 * @param edited the draft that is continued, with what was taken out of it
 */
export async function judge(
  { source, window, found, anonymous }: ReadRecording,
  steps: readonly StepDraft[],
  staging: string,
  redactor: Redactor,
  edited?: EditedDraft & { taken: readonly TakenOut[] },
): Promise<Judged> {
  const suspects = new Suspects();
  const own = edited === undefined ? [] : stepMapsOf(edited);
  for (const step of own) lookThrough(step.id, step, suspects);
  const news = steps.slice(edited?.checkpoint.steps.length ?? 0);
  for (const { id, step } of news) lookThrough(id, step, suspects);
  const notes = window.notes === undefined
    ? undefined
    : anonymous.text(redactor.text(window.notes, "captures: notes"));
  const written = await writeEvents(
    join(staging, EVENTS),
    found.lines?.read(source) ?? readSource(source),
    { clocks: found.clocks, redactor, anonymous, suspects },
    edited === undefined ? undefined : keptEvents(edited),
  );
  if (notes !== undefined) suspects.look(notes, CAPTURE_NOTES, { free: true, field: "notes" });
  // A spool is read as a whole; what a tail left out it has said itself.
  const unread = source.spool === undefined ? unreadWarning(await unreadSiblings(source.log)) : undefined;
  return { written, suspects, notes, unread };
}

function keptEvents(
  { file, events, taken, misfit }: EditedDraft & { taken: readonly TakenOut[] },
): KeptEvents {
  const { count, print } = events;
  return { file: join(dirname(file), EVENTS), count, print, secrets: taken, misfit };
}
