/** Steps are called what the assembler called them, until a reviewer renames them. */
import type { LedgerEntry } from "../model/ledger.ts";

/** The new name of a step, when that is what was decided. */
export function renamedTo({ by, decision, evidence }: LedgerEntry): string | undefined {
  const to = by === "review" && decision === "rename" ? evidence?.["to"] : undefined;
  return typeof to === "string" ? to : undefined;
}

/**
 * What steps were called when they were assembled.
 *
 * @returns gives that name for the one that a step has after these decisions
 */
export function assembledNames(ledger: readonly LedgerEntry[]): (id: string) => string {
  const names = new Map<string, string>();
  for (const entry of ledger) {
    const to = renamedTo(entry);
    if (to === undefined) continue;
    names.set(to, names.get(entry.subject) ?? entry.subject);
    names.delete(entry.subject);
  }
  return (id) => names.get(id) ?? id;
}
