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
