/**
 * Writes a capture into the logs of its runs, as its dialog left it. A crash may come between any two steps, and the
 * capture is settled again then: each step leaves alone what is there already.
 */
import { join } from "node:path";
import { AUDIT_LOG } from "../../model/event.ts";
import type { LedgerEntry } from "../../model/ledger.ts";
import { eventKeysOf } from "../../recording/event_keys.ts";
import { appendLedger } from "../../recording/ledger_file.ts";
import type { Recording } from "../../recording/store.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { ConfirmedCapture } from "./control.ts";
import type { HeldCapture } from "./held_capture.ts";
import type { CaptureMark, MarkCapture } from "./marks.ts";
import type { Review } from "./review.ts";

/** What settling works with. */
export interface SettleOptions {
  store: Recording;
  redactor: Redactor;
  mark: MarkCapture;
  /** Clock, ms since 1970. */
  now: () => number;
}

/**
 * Writes events, ledger and marks, and removes the capture's folder.
 *
 * @throws ProfileError when a run cannot be marked, then nothing was written; or when the disk does not take it, then
 *   the folder is still there and settling it again completes it
 */
export async function settle(
  held: HeldCapture,
  review: Review,
  { store, redactor, mark, now }: SettleOptions,
): Promise<ConfirmedCapture> {
  const { id, slug, notes, startedAt, session, startedBy } = held.about;
  const logs = new Map<string, string>();
  const runs = new Map<string, string>();
  for await (const exchange of held.exchanges()) {
    for (const value of review.removedValues(exchange)) redactor.learn(value);
    const kept = review.apply(exchange);
    const place = kept === undefined ? undefined : store.place(kept);
    if (place === undefined) continue;
    logs.set(place.runId, place.dir);
    if (kept?.captureId === id) runs.set(place.runId, place.dir);
  }
  const endedAt = held.about.endedAt ?? now();
  const by = startedBy === undefined ? {} : { startedBy };
  const marked: CaptureMark = { id, slug, notes, startedAt, endedAt, session, ...by };
  for (const dir of runs.values()) await mark.check(dir, marked);
  const { at, again } = await held.settling(now());
  const written = new Map<string, ReadonlySet<string>>();
  if (again) {
    for (const [runId, dir] of logs) written.set(runId, await eventKeysOf(join(dir, AUDIT_LOG)));
  }
  let steps = 0;
  for await (const exchange of held.exchanges()) {
    const kept = review.apply(exchange);
    if (kept === undefined) continue;
    const added = await store.add(kept, written);
    if (added.kept && kept.captureId === id) steps++;
  }
  for (const dir of runs.values()) {
    await noteReview(dir, review, at, redactor);
    await mark.write(dir, marked);
  }
  await held.remove();
  return { id, slug, steps, ...review.counts(), runs: [...runs.keys()] };
}

/** What the user took out stands in the ledger, so that it is no silent hole. */
async function noteReview(dir: string, review: Review, at: number, redactor: Redactor): Promise<void> {
  const entries: LedgerEntry[] = review.decisions().map((entry) => ({
    version: 1,
    at: new Date(at).toISOString(),
    by: "record proxy",
    ...entry,
  }));
  await appendLedger(join(dir, AUDIT_LOG), entries, redactor);
}
