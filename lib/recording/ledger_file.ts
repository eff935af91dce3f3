/** The ledger beside the log of a recorded run: what was taken out while it was recorded, without the values. */
import { appendFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonValue } from "../model/json.ts";
import { type LedgerEntry, parseLedger } from "../model/ledger.ts";
import type { Redactor } from "../redact/redactor.ts";

const LEDGER = "profile.ledger.jsonl";

/**
 * Appends entries to the ledger of a run; those that it holds already are left out.
 *
 * @param log the run's log, which the ledger lies beside
 */
export async function appendLedger(
  log: string,
  entries: readonly LedgerEntry[],
  redactor: Redactor,
): Promise<void> {
  if (entries.length === 0) return;
  const path = join(dirname(log), LEDGER);
  const before = await readFile(path, "utf8").catch(() => "");
  const known = new Set(before.split("\n"));
  const lines = entries.map((entry) => JSON.stringify(redactor.json(entry as JsonValue, "ledger")))
    .filter((line) => !known.has(line));
  if (lines.length === 0) return;
  const torn = before !== "" && !before.endsWith("\n") ? "\n" : "";
  await appendFile(path, `${torn}${lines.join("\n")}\n`, { mode: 0o600 });
}

/** The entries of the ledger beside a log; lines that are none are left out. */
export async function readLedger(log: string): Promise<LedgerEntry[]> {
  return parseLedger(await readFile(join(dirname(log), LEDGER), "utf8").catch(() => ""));
}

/** Entries for what a redactor took out: one for each rule, with its count. */
export function redactionEntries(redactor: Redactor, at: number): LedgerEntry[] {
  const counts = new Map<string, number>();
  for (const { rule, count } of redactor.redactions()) counts.set(rule, (counts.get(rule) ?? 0) + count);
  return [...counts].map(([rule, count]) => ({
    version: 1,
    at: new Date(at).toISOString(),
    by: "record",
    decision: "redact",
    subject: "profile.events.jsonl",
    reason: `rule ${rule}`,
    evidence: { count },
  }));
}
