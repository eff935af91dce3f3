/** What a review shows: the draft as data, for the table, for `--json`, and for the questions on a terminal. */
import type { Candidate } from "../baseline/candidates.ts";
import type { DraftStatus } from "../drafts/status.ts";
import type { Suggestion } from "../model/profile.ts";

/** A value that is missing. */
export interface ReviewHole {
  step: string;
  /** As `--fill` takes it: `set-outlet.json.latitude`. */
  address: string;
  path: (string | number)[];
  reason: string;
  file: string;
  line: number;
  column: number;
  suggestion?: Suggestion;
  /** The suggestion says itself why it may differ from what was sent. */
  doubtful?: true;
}

/** A file that a step sends. */
export interface ReviewUpload {
  field: string;
  /** The user's file name. */
  name?: string;
  /** Path below `seed/`. */
  seed?: string;
  /** Bytes; not there when the file is missing. */
  size?: number;
  /** It is sent without a file, or its bytes are missing. */
  state: "seed" | "empty" | "hole";
}

/** One step as a reviewer judges it. */
export interface ReviewStep {
  number: number;
  id: string;
  title?: string;
  action: string;
  method: string;
  /** Path, or the name of the job. */
  request: string;
  /** `json`, `form`, `urlencoded`, `text`, `files`, `payload`, with the size of its values in bytes. */
  body?: { kind: string; bytes: number };
  query: number;
  uploads: ReviewUpload[];
  wait?: string;
  expect?: string;
  holes: ReviewHole[];
  /** Names of the secrets that it sends. */
  secrets: string[];
  /** What was taken out of it when it was recorded or assembled, by field. */
  redactions: string[];
  /** Values of earlier steps that it uses: `steps.build.job`. */
  links: string[];
  /** Steps that use its values. */
  used_by: string[];
  optional: boolean;
  user?: string;
  line: number;
}

/** A draft as a reviewer judges it. */
export interface ReviewDocument {
  draft: string;
  dir: string;
  title?: string;
  state: DraftStatus["state"];
  steps: ReviewStep[];
  holes: ReviewHole[];
  suspects: DraftStatus["suspects"];
  /** Name of each secret and what it is. */
  secrets: Record<string, string>;
  /** Each user whose credentials steps need, and what is known of them. */
  users: Record<string, string>;
  /** Values that one step's answer makes and a later step sends. */
  links: DraftStatus["links"];
  /** What a second recording shows to vary, and no answer explains. */
  varies: DraftStatus["varies"];
  /** What `promote` may make comparisons of, most telling first. */
  candidates: Candidate[];
  absent: string[];
  /** What was changed before the part that was assembled, in a sentence. */
  earlier?: string;
  folded: DraftStatus["folded"];
  left_out: number;
  dropped: string[];
  reviewed?: { at: string; by?: string; decisions: number };
  warnings: string[];
  /** The command to type next. */
  next: string;
}
