/** `text_exact`: two texts must be the same line by line; lines that match an ignore pattern do not count. */
import { z } from "zod";
import { bothSides } from "../text/content.ts";
import { Findings } from "../findings.ts";
import { alignLines } from "../text/line_diff.ts";
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
import type { Comparator } from "../types.ts";

const Params = closedObject({ ignore: z.array(Pattern).optional() });

export const textExact: Comparator = {
  method: "text_exact",
  summary: "every line is the same; `ignore` takes regular expressions of lines that do not count",
  keeps: "file",
  params: Params,
  async compare(input) {
    const ignores = new Ignores(Params.parse(input.params).ignore ?? []);
    const [before, after] = await readTexts(bothSides(input), input.file);
    const [left, right] = [ignores.counted(before.lines), ignores.counted(after.lines)];
    // The bytes differ, so that nothing of the difference would be seen.
    if (left.length + right.length === 0) {
      throw new Error(
        `There is nothing left to compare in "${input.file}": the ignore patterns match every line`,
      );
    }
    const findings = new Findings(LISTED_LINES);
    const { changes, isAligned } = alignLines(left, right);
    for (const change of changes) addChange(change, findings);
    addEnd(before, after, findings);
    return findings.outcome({ unused: ignores.unused, ...alignmentNote(isAligned) });
  },
};
