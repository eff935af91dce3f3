/** Lines of the two texts of a comparison, and the patterns of a profile that speak of them. */
import { z } from "zod";
import { decodeLatin1, decodeUtf8, readTextBytes } from "./content.ts";
import type { Findings } from "../findings.ts";
import type { LineChange, NumberedLine } from "./line_diff.ts";

/** Lines listed per file; further ones are counted. */
export const LISTED_LINES = 20;

/** A regular expression of a profile. */
export const Pattern = z.string().min(1, "must not be empty").superRefine((text, context) => {
  try {
    new RegExp(text, "u");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});

/** One text: its numbered lines, and whether the last one ends with a newline. */
export interface Text {
  lines: NumberedLine[];
  closed: boolean;
}

/**
 * Both texts in the same encoding: UTF-8 when both are, else one character a byte.
 *
 * @throws Error when a side is no text, naming it
 */
export async function readTexts(
  paths: { baseline: string; produced: string },
  file: string,
): Promise<[baseline: Text, produced: Text]> {
  const baseline = await readTextBytes(paths.baseline, "baseline", file);
  const produced = await readTextBytes(paths.produced, "produced", file);
  const [a, b] = [decodeUtf8(baseline), decodeUtf8(produced)];
  return a === undefined || b === undefined
    ? [splitLines(decodeLatin1(baseline)), splitLines(decodeLatin1(produced))]
    : [splitLines(a), splitLines(b)];
}

/** A carriage return belongs to its line. */
function splitLines(text: string): Text {
  const parts = text.split("\n");
  const closed = parts.at(-1) === "";
  if (closed) parts.pop();
  return { lines: parts.map((part, index) => ({ number: index + 1, text: part })), closed };
}

/** Lines that do not count, by patterns that remember whether they ever matched. */
export class Ignores {
  readonly #rules: { text: string; pattern: RegExp; used: boolean }[];

  constructor(patterns: readonly string[]) {
    this.#rules = patterns.map((text) => ({ text, pattern: new RegExp(text, "u"), used: false }));
  }

  /** The lines that count. */
  counted(lines: readonly NumberedLine[]): NumberedLine[] {
    return lines.filter((line) => {
      const hits = this.#rules.filter(({ pattern }) => pattern.test(line.text));
      for (const rule of hits) rule.used = true;
      return hits.length === 0;
    });
  }

  /**
   * The lines of both texts that count. Their bytes differ: without any line nothing of that would be seen.
   *
   * @throws Error when there are none
   */
  countedOf(before: Text, after: Text, file: string): [left: NumberedLine[], right: NumberedLine[]] {
    const [left, right] = [this.counted(before.lines), this.counted(after.lines)];
    if (left.length + right.length > 0) return [left, right];
    throw new Error(`There is nothing left to compare in "${file}": the ignore patterns match every line`);
  }

  /** Patterns that matched nothing. */
  get unused(): string[] {
    return this.#rules.filter(({ used }) => !used).map(({ text }) => text);
  }
}

/** Adds one change of lines to what was found. */
export function addChange({ baseline, produced }: LineChange, findings: Findings, message?: string): void {
  if (baseline === undefined) {
    if (produced !== undefined) findings.extra(`line ${produced.number}`, produced.text);
  } else if (produced === undefined) findings.missing(`line ${baseline.number}`, baseline.text);
  else {
    const where = baseline.number === produced.number
      ? `line ${baseline.number}`
      : `line ${baseline.number} (produced: ${produced.number})`;
    findings.changed(where, baseline.text, produced.text, message ?? "The line is another");
  }
}

/** Said of texts that differ too much to see which lines are new. */
export function alignmentNote(isAligned: boolean): { note?: string } {
  return isAligned ? {} : { note: "too many lines differ to be aligned: they are compared by their number" };
}

/** A newline at the end of one text alone is a change, too. */
export function addEnd(baseline: Text, produced: Text, findings: Findings): void {
  if (baseline.closed === produced.closed) return;
  findings.changed("end of the file", baseline.closed, produced.closed, "The newline at the end of the file");
}
