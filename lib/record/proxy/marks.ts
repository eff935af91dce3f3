/** Marks a reviewed capture on each run that it touched. */
import type { ConfirmedCapture } from "./control.ts";

/** One capture, as it is marked. */
export interface CaptureMark {
  id: string;
  slug: string;
  notes: string;
  startedAt: number;
  endedAt: number;
  /** Session whose events belong to it. */
  session: string;
  /** Pseudonym of the user. */
  startedBy?: string;
}

/**
 * Writes the mark into `_logs/profile.captures.json` of a run.
 *
 * @param runDir folder of the run inside the recording
 */
export type MarkCapture = (runDir: string, mark: CaptureMark) => Promise<void>;

/** Until `lib/captures/` is there: the events carry the capture's id, the list of captures is not written. */
export const markCapture: MarkCapture = () => Promise.resolve();

export type { ConfirmedCapture };
