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
import type { Comparator, ComparatorInput } from "../types.ts";
import { textView } from "../view/text_view.ts";
import { viewFile } from "../view/view_file.ts";

const Params = closedObject({ ignore: z.array(Pattern).optional() });

export const textExact: Comparator = {
  method: "text_exact",
  summary: "every line is the same; `ignore` takes regular expressions of lines that do not count",
  keeps: "file",
  params: Params,
  view: async (input, clean) => [viewFile(textView(input.file, await aligned(input), clean))],
  async compare(input) {
    const { before, after, changes, isAligned, ignores } = await aligned(input);
    const findings = new Findings(LISTED_LINES);
    for (const change of changes) addChange(change, findings);
    addEnd(before, after, findings);
    return findings.outcome({ unused: ignores.unused, ...alignmentNote(isAligned) });
  },
};

/** Both texts, and what differs. */
async function aligned(input: ComparatorInput) {
  const ignores = new Ignores(Params.parse(input.params).ignore ?? []);
  const [before, after] = await readTexts(bothSides(input), input.file);
  const [left, right] = ignores.countedOf(before, after, input.file);
  return { before, after, left, right, ignores, ...alignLines(left, right) };
}
