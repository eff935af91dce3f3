/** `text_diff`: lines in order, with numbers within a tolerance, and parts and lines that do not count. */
import { z } from "zod";
import { bothSides } from "../text/content.ts";
import { Findings } from "../findings.ts";
import { alignLines, type NumberedLine } from "../text/line_diff.ts";
import { beyond, isClose, type NumberLine, readNumberLine } from "../text/number_lines.ts";
import { closedObject } from "../params.ts";
import {
  addChange,
  addEnd,
  alignmentNote,
  Ignores,
  LISTED_LINES,
  Pattern,
  readTexts,
} from "../text/lines.ts";
import { EXACT, ToleranceParam, toleranceText } from "../tolerance.ts";
import type { Comparator, ComparatorInput } from "../types.ts";
import { textView } from "../view/text_view.ts";
import { viewFile } from "../view/view_file.ts";

/** Parts of a line that differ from run to run, by name. */
export const MASKS: Record<string, RegExp> = {
  dates: /\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\/\d{1,2}\/\d{2,4}\b|\b\d{1,2}[ -][A-Z][a-z]{2,8}[ -]\d{4}\b/gu,
  times: /\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AP]M)?(?:Z|[+-]\d\d:?\d\d)?\b/gu,
  versions: /\bv?\d+(?:\.\d+){2,}(?:[-+.][\w.]+)?\b/gu,
  paths: /(?:[A-Za-z]:)?(?:[\\/][\w.@;%+-]+){2,}[\\/]?/gu,
  uuids: /\b[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}\b/giu,
};

const Params = closedObject({
  tolerance: ToleranceParam.optional(),
  /** Lines that do not count. */
  ignore: z.array(Pattern).optional(),
  /** Parts that do not count: names of {@link MASKS}, or regular expressions. */
  mask: z.array(Pattern).optional(),
});

export const textDiff: Comparator = {
  method: "text_diff",
  summary: `lines in order, numbers within \`tolerance\`; \`ignore\` lines, \`mask\` parts (${
    Object.keys(MASKS).join(", ")
  }, or a regular expression)`,
  keeps: "file",
  params: Params,
  view: async (input, clean) => [viewFile(textView(input.file, await aligned(input), clean))],
  async compare(input) {
    const { before, after, changes, isAligned, ignores, read, tolerance } = await aligned(input);
    const findings = new Findings(LISTED_LINES);
    for (const change of changes) {
      const { baseline, produced } = change;
      const numbers = baseline === undefined || produced === undefined
        ? undefined
        : beyond(read(baseline), read(produced), tolerance);
      const message = numbers === undefined ? undefined : `${numbers} (${toleranceText(tolerance)})`;
      addChange(change, findings, message);
    }
    addEnd(before, after, findings);
    return findings.outcome({ unused: ignores.unused, ...alignmentNote(isAligned) });
  },
};

/** Both texts, what differs, and a way to the numbers of a line. */
async function aligned(input: ComparatorInput) {
  const { tolerance = EXACT, ignore = [], mask = [] } = Params.parse(input.params);
  const ignores = new Ignores(ignore);
  const masks = mask.map((name) => MASKS[name] ?? new RegExp(name, "gu"));
  const [before, after] = await readTexts(bothSides(input), input.file);
  const [left, right] = ignores.countedOf(before, after, input.file);
  const known = new Map<NumberedLine, NumberLine>();
  const read = (line: NumberedLine): NumberLine => {
    const found = known.get(line) ?? readNumberLine(line.text, masks);
    known.set(line, found);
    return found;
  };
  const same = (a: NumberedLine, b: NumberedLine) =>
    a.text === b.text || isClose(read(a), read(b), tolerance);
  return { before, after, left, right, ignores, read, tolerance, ...alignLines(left, right, same) };
}
