/** What is handed over of a draft, and how much of it there may be. */

/** Files of a draft that another person needs; locks, checkpoints and journals stay where they are. */
export const HANDED_OVER =
  /^(?:profile\.yaml|events\.jsonl|ledger\.jsonl|status\.json|README\.md|baseline_candidates\.json|(?:seed|baseline)\/.+)$/;

/** Most files of an archive, and most bytes of them all. */
export const MOST_FILES = 10_000;
export const MOST_BYTES = 1_000_000_000;
