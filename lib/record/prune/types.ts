/** What a prune is told, what it plans and what came of it. Ages and times in ms. */
import type { OnProgress } from "../../model/progress.ts";

/** How old what may become; Infinity leaves that kind alone. */
export interface PruneOptions {
  /** Folders that hold runs, or run directories. */
  roots: readonly string[];
  /** Data root with drafts and results; undefined: only logs are looked after. */
  dataRoot?: string | undefined;
  /** Folder of sandboxes. */
  runRoot?: string | undefined;
  dormant: number;
  draftAge: number;
  sandboxAge: number;
  resultsAge: number;
  trimAge: number;
  /** Largest log, unpacked, in bytes. */
  trimSize: number;
  /** Remove results whose pending outputs nobody accepted, too. */
  withPending: boolean;
  dryRun: boolean;
  now: number;
  signal?: AbortSignal | undefined;
  /** Told what is being done. */
  onProgress?: OnProgress | undefined;
}

/** What is looked after. */
export type PruneKind = "log" | "draft" | "spool" | "sandbox" | "result" | "leftover";

/** One thing to do. */
export interface PruneItem {
  action: "compress" | "trim" | "remove";
  kind: PruneKind;
  path: string;
  /** In words: why it is due. */
  reason: string;
  /** Size on disk before, in bytes. */
  bytes: number;
  /** Entry of the list of sandboxes, which goes with its folder. */
  entry?: string;
}

/** Something that would be due and stays, or that is none of ours. */
export interface KeptItem {
  kind: PruneKind;
  path: string;
  reason: string;
  /** True when the user should look at it: a link out of the root, a damaged list. */
  doubtful: boolean;
}

/** A draft that expires soon. */
export interface DraftNotice {
  draft: string;
  path: string;
  expires_at: string;
  days_left: number;
}

/** What a look at everything gives. */
export interface PrunePlan {
  items: PruneItem[];
  kept: KeptItem[];
  notices: DraftNotice[];
  /** What could not be looked at. */
  failures: { path: string; message: string }[];
  /** Logs that were looked at. */
  logs: number;
}

/** What became of an item. */
export interface PruneOutcome extends PruneItem {
  outcome: "planned" | "done" | "kept" | "failed";
  /** Why it was kept or failed, or what was done in numbers. */
  detail?: string;
  /** Bytes that are free now. */
  freed?: number;
}

/** What all of it gives. */
export interface PruneReport {
  dry_run: boolean;
  items: PruneOutcome[];
  kept: KeptItem[];
  notices: DraftNotice[];
  failures: { path: string; message: string }[];
  logs: number;
  freed: number;
}

/** What was changed within this time may be at work, whatever age was asked for. */
export const QUIET = 10 * 60 * 1000;
