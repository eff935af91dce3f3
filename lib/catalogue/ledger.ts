/** What a profile's ledger tells of its life: promoted when and by whom, and when it was changed. */
import type { LedgerEntry } from "../model/ledger.ts";

/** Facts of a ledger. Times are ISO 8601. */
export interface LedgerFacts {
  promoted_at?: string;
  /** Who promoted it last, where the ledger says. */
  promoted_by?: string;
  changed_at?: string;
  /** Each time at which something was decided, once. */
  changes: string[];
}

/** Reads them; entries are in the order of the file. */
export function ledgerFacts(entries: readonly LedgerEntry[]): LedgerFacts {
  const promoted = entries.findLast(({ by }) => by === "promote");
  const whoPromoted = entries.findLast(({ by, who }) => by === "promote" && who !== undefined)?.who;
  const changes = [...new Set(entries.map(({ at }) => at))].sort();
  const changed = changes.at(-1);
  return {
    ...(promoted === undefined ? {} : { promoted_at: promoted.at }),
    ...(whoPromoted === undefined ? {} : { promoted_by: whoPromoted }),
    ...(changed === undefined ? {} : { changed_at: changed }),
    changes,
  };
}

/** Decisions of one kind, made at once for one reason: an update of a baseline decides on hundreds of files. */
export interface LedgerGroup extends Pick<LedgerEntry, "at" | "by" | "decision" | "subject" | "reason"> {
  who?: string;
  /** How many there are beside the one whose subject is told. */
  more: number;
}

/** The groups of a ledger, in its order. */
export function ledgerGroups(entries: readonly LedgerEntry[]): LedgerGroup[] {
  const groups: LedgerGroup[] = [];
  for (const { at, by, who, decision, subject, reason } of entries) {
    const last = groups.at(-1);
    const same = last?.at === at && last.by === by && last.decision === decision && last.reason === reason &&
      last.who === who;
    if (same) last.more++;
    else groups.push({ at, by, decision, subject, reason, more: 0, ...(who === undefined ? {} : { who }) });
  }
  return groups;
}
