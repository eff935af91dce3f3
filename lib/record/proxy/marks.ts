/** Marks a reviewed capture on each run that it touched. */
import { addCapture, checkCapture } from "../../captures/marks.ts";

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

/** Marks runs, by their folders inside the recording. */
export interface MarkCapture {
  /** @throws ProfileError when {@link MarkCapture.write} would refuse the mark */
  check(runDir: string, mark: CaptureMark): Promise<void>;
  /** Writes the mark into `_logs/profile.captures.json` of a run; once, however often it is called. */
  write(runDir: string, mark: CaptureMark): Promise<void>;
}

/** Notes it in the list of captures that every reader of the run's log knows. */
export const markCapture: MarkCapture = {
  async check(runDir, { id, startedAt, endedAt }) {
    await checkCapture(runDir, { id, startedAt: new Date(startedAt), endedAt: new Date(endedAt) });
  },
  async write(runDir, { id, slug, notes, startedAt, endedAt, ...more }) {
    await addCapture(runDir, {
      id,
      ...(slug === "" ? {} : { slug }),
      ...(notes === "" ? {} : { notes }),
      startedAt: new Date(startedAt),
      endedAt: new Date(endedAt),
      sessions: [more.session],
      ...(more.startedBy === undefined ? {} : { startedBy: more.startedBy }),
    });
  },
};
