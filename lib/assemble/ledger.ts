/** Collects what the assembler decided, for `ledger.jsonl`. */
import type { JsonValue } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { Redaction, Redactor } from "../redact/redactor.ts";

/** Most line numbers that one entry lists. */
const MOST_LINES = 100;

/** The ledger of one assembly. */
export class Ledger {
  readonly entries: LedgerEntry[] = [];
  readonly #at: string;

  constructor(now: Date) {
    this.#at = now.toISOString();
  }

  /** Adds one decision. */
  add(decision: string, subject: string, reason: string, evidence?: Record<string, unknown>): void {
    this.entries.push({
      version: 1,
      at: this.#at,
      by: "assemble",
      decision,
      subject,
      reason,
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  /**
   * Takes over what was decided while it was recorded.
   *
   * @returns how many values were taken out then
   */
  carry(recorded: readonly LedgerEntry[]): number {
    this.entries.push(...recorded);
    return recorded.filter(({ decision }) => decision === "redact")
      .reduce((sum, { evidence }) => sum + countOf(evidence?.["count"]), 0);
  }

  /** Adds what the redactor took out: one entry for each rule and file. */
  addRedactions(redactions: readonly Redaction[]): void {
    const groups = new Map<string, { rule: string; file: string; lines: number[]; count: number }>();
    for (const { rule, where, count } of redactions) {
      const [, file = where, line] = /^(.*):(\d+)$/.exec(where) ?? [];
      const key = `${rule}\n${file}`;
      const group = groups.get(key) ?? { rule, file, lines: [], count: 0 };
      group.count += count;
      if (line !== undefined) group.lines.push(Number(line));
      groups.set(key, group);
    }
    for (const { rule, file, lines, count } of groups.values()) {
      const more = lines.length - MOST_LINES;
      const evidence = {
        count,
        ...(lines.length === 0 ? {} : { log_lines: lines.slice(0, MOST_LINES) }),
        ...(more > 0 ? { more_lines: more, last_line: lines.at(-1) } : {}),
      };
      this.add("redact", file === "" ? "draft" : file, `rule ${rule}`, evidence);
    }
  }

  /** The ledger as JSONL, without secrets. */
  jsonl(redactor: Redactor): string {
    return this.entries.map((entry) =>
      JSON.stringify(redactor.json(entry as JsonValue, "ledger.jsonl")) + "\n"
    )
      .join("");
  }
}

function countOf(count: unknown): number {
  return typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : 1;
}
