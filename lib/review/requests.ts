/** What a reviewer asks for, in the order in which it was asked. */

/** One wish, with the user's own words; addresses are resolved when it is done. */
export type EditRequest =
  | { kind: "drop"; step: string }
  | { kind: "redact"; at: string }
  | { kind: "fill"; at: string; value: string }
  | { kind: "set"; at: string; value: string }
  /** Suggestions of the whole draft, of a step, or of one value. Doubtful ones are taken by their own address only. */
  | { kind: "accept"; at?: string }
  /** The step is right as it is. */
  | { kind: "approve"; step: string }
  /** A draft or profile of the same workflow. */
  | { kind: "fill-from"; from: string }
  | { kind: "optional"; step: string; value: boolean }
  | { kind: "rename"; from: string; to: string }
  | { kind: "text"; field: "title" | "notes"; text: string }
  | { kind: "tag"; tag: string }
  /** A suspect names nobody: its number in the list, its place, or all. */
  | { kind: "keep-suspect"; which: string }
  /** Baseline candidates that `promote` makes comparisons of, or not; a target or a glob. */
  | { kind: "candidate"; choice: "take" | "drop"; targets: string }
  /** The reviewer's own edit of the whole file, and what it was an edit of. */
  | { kind: "text-edit"; text: string; base: string };

/** Who decides, why and when. */
export interface Decider {
  who: string;
  reason?: string;
  now: Date;
}
