/** What an update of a baseline writes into the ledger: every decision, with what a file was and is. */
import { readFile } from "node:fs/promises";
import { codeOf } from "../errors.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { Comparison } from "../model/profile.ts";
import type { Redactor } from "../redact/redactor.ts";
import { entriesOf } from "./manifest.ts";
import { isVanished, type PendingItem } from "./pending.ts";
import type { UpdatePlan } from "./plan.ts";

/** Who accepts, why and when. */
export interface Acceptance {
  reason: string;
  by: string;
  now: Date;
  /** That of the data root: what people type goes into the ledger. */
  redactor: Redactor;
}

/** Changes of the list of comparisons. */
export interface ComparisonChanges {
  added: readonly Comparison[];
  /** Targets. */
  dropped: readonly string[];
}

/** The entries of an update, one for each output, step and comparison that was decided on. */
export function ledgerOf(
  plan: UpdatePlan,
  acceptance: Acceptance,
  { added, dropped }: ComparisonChanges,
): LedgerEntry[] {
  const { by, now, reason } = acceptance;
  const entry = (
    decision: string,
    subject: string,
    evidence: Record<string, unknown>,
    why = reason,
  ): LedgerEntry => ({
    version: 1,
    at: now.toISOString(),
    by: "update-baseline",
    decision,
    subject,
    reason: why,
    evidence: { accepted_by: by, ...evidence },
  });
  const severe = new Map(plan.severe.map((finding) => [finding.path, finding.reason]));
  const taken = [...plan.accepted, ...plan.pruned];
  // The reason is that of what was accepted, where there is some.
  const whyNot = taken.length > 0 ? "rejected in review" : reason;
  return [
    ...taken.map((item) =>
      entry(isVanished(item) ? "prune" : "accept", item.path, {
        ...evidenceOf(item, plan),
        ...(severe.has(item.path) ? { severe: severe.get(item.path) } : {}),
      })
    ),
    ...plan.rejected.map((item) => entry("reject", item.path, evidenceOf(item, plan), whyNot)),
    ...plan.severe.filter(({ step }) => step === true).map(({ path, reason: severe }) =>
      entry("accept", path, { change: "status", severe })
    ),
    ...added.map(({ target, method }) => entry("comparison", target, { method })),
    ...dropped.map((target) =>
      entry("drop", target, { why: "the comparison names no file, neither kept nor produced" })
    ),
  ];
}

/** What an output was and is. */
function evidenceOf({ path, change, sha256, comparison }: PendingItem, plan: UpdatePlan) {
  return {
    change,
    old_sha256: entriesOf(plan.manifest).get(path)?.sha256 ?? null,
    new_sha256: sha256,
    method: comparison.method,
    target: plan.pending.target,
    ...(plan.playedWith.length === 0 ? {} : { played_with: plan.playedWith }),
    ...(plan.set === undefined ? {} : { overlay: plan.set }),
    risk: plan.risks.get(path)?.risk ?? "moved",
  };
}

/** The ledger with further lines; what is there stays as it is. */
export async function appended(file: string, entries: readonly LedgerEntry[]): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return start + entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}
