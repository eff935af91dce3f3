/** What a person still has to judge after an edit. */
import type { DraftStatus } from "../drafts/status.ts";
import { lookThrough, stepOfSuspect } from "../drafts/step_suspects.ts";
import { CAPTURE_NOTES } from "../drafts/suspect_remedy.ts";
import { holdsWords } from "../drafts/suspect_words.ts";
import type { Profile } from "../model/profile.ts";
import { REDACTED } from "../redact/marks.ts";
import { Suspects } from "../redact/suspects.ts";

type Listed = DraftStatus["suspects"];

/**
 * What the steps hold now, values that were filled in included; then what is left of those known before, which may
 * stand in the events still, or in the notes.
 *
 * @param events `events.jsonl` as it is after the edit
 */
export function suspectsAfter({ steps, notes = "" }: Profile, before: Listed, events: string): Listed {
  const suspects = new Suspects();
  for (const step of steps) lookThrough(step.id, step, suspects);
  const now = suspects.list();
  const listed = new Set(now.map(({ words }) => words));
  const lines = before.length === 0 ? [] : events.split("\n");
  const left = before.flatMap((suspect) => {
    const { where, words } = suspect;
    if (listed.has(words) || words.includes(REDACTED)) return [];
    if (where === CAPTURE_NOTES) return holdsWords(notes, words) ? [suspect] : [];
    if (stepOfSuspect(where) === undefined && !where.startsWith("events.jsonl")) return [suspect];
    const line = lines.findIndex((each) => holdsWords(each, words));
    return line === -1 ? [] : [{ ...suspect, where: `events.jsonl:${line + 1}` }];
  });
  return [...now.map((suspect) => ({ ...suspect })), ...left];
}
