/** A hole in words, for lists on terminals and in READMEs. */
import type { Suggestion } from "../model/profile.ts";

/** Most characters of a suggested value that a list shows. */
const SHOWN = 60;

/**
 * What is missing, and what may stand there.
 *
 * @example
 * ```ts
 * import { holeWords } from "./hole_words.ts";
 * holeWords({ reason: "withheld by the server", suggestion: { value: 60, from: "watershed.nodb: _mcl" } });
 * // "withheld by the server; suggested: 60 (watershed.nodb: _mcl)"
 * ```
 */
export function holeWords(
  { reason, suggestion }: { reason: string; suggestion?: Suggestion | undefined },
): string {
  if (suggestion === undefined) return reason;
  const text = JSON.stringify(suggestion.value) ?? "nothing";
  const value = text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;
  return `${reason}; suggested: ${value} (${suggestion.from})`;
}

/** `, 35 of them with a suggestion`; nothing when there is none. */
export function suggestedWords(holes: readonly { suggestion?: Suggestion | undefined }[]): string {
  const count = holes.filter(({ suggestion }) => suggestion !== undefined).length;
  return count === 0 ? "" : `, ${count} with a suggestion`;
}

/** True when the suggestion itself says why it may differ from what was sent. */
export function isDoubtful({ from }: Suggestion): boolean {
  return from.includes("; doubtful: ");
}
