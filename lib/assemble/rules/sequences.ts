/** Rules that look at several requests: what was sent again, and what only shows again what is known. */
import type { SequenceRule } from "./types.ts";

/** Sent again after it failed, see `../repeats.ts` and `../repeated_reads.ts`. */
export const RETRIES: SequenceRule = {
  name: "retries",
  reason: "the same was sent again and succeeded",
  effect: "fold",
};
/** See `../repeats.ts`. */
export const DOUBLE_CLICKS: SequenceRule = {
  name: "double-clicks",
  reason: "the same was sent twice while the first was under way",
  effect: "fold",
};
/** See `../repeated_reads.ts`. */
export const REPEATED_READS: SequenceRule = {
  name: "repeated-reads",
  reason: "asked again until it was there; the step that caused it waits",
  effect: "fold",
};
/** See `../refresh.ts`. */
export const REFRESH_READS: SequenceRule = {
  name: "refresh-reads",
  reason: "answered before, with no change or job between",
  effect: "mark",
};
/** See `../refresh.ts`. */
export const PAGE_LOAD_READS: SequenceRule = {
  name: "page-load-reads",
  reason: "read when the page was opened, before the first change",
  effect: "mark",
};

/** `retry of run-wepp`: what a request was that has no step of its own. */
export function repeatWords(rule: string, step: string): string {
  if (rule === DOUBLE_CLICKS.name) return `double click of ${step}`;
  return rule === REPEATED_READS.name ? `too early for ${step}` : `retry of ${step}`;
}

/** Every rule of this kind. */
export const SEQUENCE_RULES: readonly SequenceRule[] = [
  RETRIES,
  DOUBLE_CLICKS,
  REPEATED_READS,
  REFRESH_READS,
  PAGE_LOAD_READS,
];
