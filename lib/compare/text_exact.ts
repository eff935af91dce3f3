/** `text_exact`: two texts must be the same line by line; lines that match an ignore pattern do not count. */
import { z } from "zod";
import { bothSides, decodeLatin1, decodeUtf8, readTextBytes } from "./content.ts";
import { Findings } from "./findings.ts";
import { diffLines, type LineChange, type NumberedLine } from "./line_diff.ts";
import { closedObject } from "./params.ts";
import type { Comparator } from "./types.ts";

/** Lines listed per file; further ones are counted. */
const LISTED_LINES = 20;

const Pattern = z.string().min(1, "must not be empty").superRefine((text, context) => {
  try {
    new RegExp(text, "u");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});
const Params = closedObject({ ignore: z.array(Pattern).optional() });

export const textExact: Comparator = {
  method: "text_exact",
  summary: "every line is the same; `ignore` takes regular expressions of lines that do not count",
  needsFile: true,
  params: Params,
  async compare(input) {
    const { ignore = [] } = Params.parse(input.params);
    const paths = bothSides(input);
    const [baseline, produced] = decodePair(
      await readTextBytes(paths.baseline, "baseline", input.file),
      await readTextBytes(paths.produced, "produced", input.file),
    );
    const rules = ignore.map((text) => ({ text, pattern: new RegExp(text, "u"), used: false }));
    const counts = (line: NumberedLine): boolean => {
      const hits = rules.filter((rule) => rule.pattern.test(line.text));
      for (const rule of hits) rule.used = true;
      return hits.length === 0;
    };
    const findings = new Findings(LISTED_LINES);
    const before = splitLines(baseline);
    const after = splitLines(produced);
    const [left, right] = [before.lines.filter(counts), after.lines.filter(counts)];
    // The bytes differ, so that nothing of the difference would be seen.
    if (left.length + right.length === 0) {
      throw new Error(
        `There is nothing left to compare in "${input.file}": the ignore patterns match every line`,
      );
    }
    for (const change of diffLines(left, right)) addChange(change, findings);
    if (before.closed !== after.closed) {
      findings.changed("end of the file", before.closed, after.closed, "The newline at the end of the file");
    }
    return findings.outcome(rules.filter((rule) => !rule.used).map((rule) => rule.text));
  },
};

/** Both texts in the same encoding: UTF-8 when both are, else one character a byte. */
function decodePair(baseline: Uint8Array, produced: Uint8Array): [string, string] {
  const [a, b] = [decodeUtf8(baseline), decodeUtf8(produced)];
  return a === undefined || b === undefined ? [decodeLatin1(baseline), decodeLatin1(produced)] : [a, b];
}

/** Numbered lines, and whether the last one ends with a newline. A carriage return belongs to its line. */
function splitLines(text: string): { lines: NumberedLine[]; closed: boolean } {
  const parts = text.split("\n");
  const closed = parts.at(-1) === "";
  if (closed) parts.pop();
  return { lines: parts.map((part, index) => ({ number: index + 1, text: part })), closed };
}

function addChange({ baseline, produced }: LineChange, findings: Findings): void {
  if (baseline === undefined) {
    if (produced !== undefined) findings.extra(`line ${produced.number}`, produced.text);
  } else if (produced === undefined) findings.missing(`line ${baseline.number}`, baseline.text);
  else {
    const where = baseline.number === produced.number
      ? `line ${baseline.number}`
      : `line ${baseline.number} (produced: ${produced.number})`;
    findings.changed(where, baseline.text, produced.text, "The line is another");
  }
}
