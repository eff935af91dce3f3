/** The ledger: append-only JSONL of what was decided, and why. */
import { z } from "zod";
import { parseJson } from "./json.ts";

export const LedgerEntry = z.looseObject({
  version: z.number().int().optional(),
  at: z.string(),
  /** Verb that decided: `assemble`, `promote`, `update-baseline`. */
  by: z.string(),
  /** Who decided, where a person did. */
  who: z.string().optional(),
  /** What was decided: `step`, `fold`, `hole`, `drop`, `redact`, `seed`, `accept`, `prune`, … */
  decision: z.string(),
  /** The step, file or field it is about. */
  subject: z.string(),
  /** Why, in words. */
  reason: z.string(),
  /** Line numbers of the audit log, hashes, counts: whatever proves it. */
  evidence: z.record(z.string(), z.unknown()).optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** The entries of a ledger; lines that are none are left out. */
export function parseLedger(text: string): LedgerEntry[] {
  return text.split("\n").flatMap((line) => LedgerEntry.safeParse(parseJson(line)).data ?? []);
}
