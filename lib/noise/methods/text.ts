/** Noise of texts: numbers within a tolerance, dates and the like masked, lines that only a run has left out. */
import type { NumberedLine } from "../../compare/text/line_diff.ts";
import { readNumberLine } from "../../compare/text/number_lines.ts";
import { EXACT } from "../../compare/tolerance.ts";
import { Figures } from "../figures.ts";
import { matchesNone } from "../line_patterns.ts";
import { filled, textsOf, toleranceOf } from "../params.ts";
import { countedLines, linesOf, maskOf, MOST_PATTERNS, patternsOf, type Rules } from "../text_lines.ts";
import type { LearnedRule, NoiseFinding, NoiseLearner, Samples } from "../types.ts";
import { toleranceFinding } from "../words.ts";

/** One tolerance that does not find this share in any number holds figures of different kinds. */
const TIGHT = 0.03;

export const textNoise: NoiseLearner = {
  methods: ["text_diff", "text_exact"],
  reads: (file) => /\.(?:txt|dat|run|slp|cli|sol|man|out|prn|par|inp|csv|tsv)$/i.test(file),
  async learn(comparison, files, margin): Promise<LearnedRule | string | undefined> {
    const isText = comparison.method === "text_diff" || comparison.method === "text_exact";
    const params = isText ? comparison.params ?? {} : {};
    const rules: Rules = {
      ignore: new Set(textsOf(params["ignore"])),
      mask: new Set(textsOf(params["mask"])),
      tolerance: toleranceOf(params["tolerance"]) ?? EXACT,
    };
    const before = { ignore: [...rules.ignore], mask: [...rules.mask] };
    // A pattern that is found changes which lines are left: look again until nothing is found any more.
    for (let found = true; found;) {
      found = false;
      const seen = [];
      for (const one of files) seen.push(await linesOf(one, rules));
      const isFree = matchesNone(seen.flatMap((one) => one.steady));
      for (const one of seen) {
        const more = patternsOf(one, isFree);
        if (more === undefined || typeof more === "string") return more;
        for (const pattern of more.ignore) rules.ignore.add(pattern);
        for (const mask of more.mask) rules.mask.add(mask);
        found ||= more.ignore.length + more.mask.length > 0;
      }
      if (rules.ignore.size - before.ignore.length > MOST_PATTERNS) return undefined;
    }
    const figures = new Figures(rules.tolerance);
    for (const one of files) await addFigures(one, rules, figures);
    const learned = figures.tolerance(margin);
    if (figures.moved && learned === undefined) return undefined;
    const tolerance = learned?.tolerance ?? params["tolerance"];
    const findings: NoiseFinding[] = [
      ...(learned === undefined ? [] : [toleranceFinding("numbers", rules.tolerance, learned)]),
      ...added("mask", [...rules.mask], before.mask),
      ...added("ignore", [...rules.ignore], before.ignore),
    ];
    return {
      comparison: {
        ...comparison,
        method: "text_diff",
        params: {
          ...params,
          ...filled("tolerance", tolerance),
          ...filled("mask", [...rules.mask]),
          ...filled("ignore", [...rules.ignore]),
        },
      },
      findings,
      isCoarse: learned !== undefined && (learned.tolerance.abs !== undefined || learned.finds > TIGHT),
    };
  },
};

/** The numbers of all lines, by their place. */
async function addFigures(
  { file, plays: [first, ...others] }: Samples,
  rules: Rules,
  figures: Figures,
): Promise<void> {
  const masks = [...rules.mask].map(maskOf);
  const read = (lines: readonly NumberedLine[]) =>
    lines.map(({ text }) => readNumberLine(text, masks).numbers.map(Number));
  const all: number[][][] = [];
  for (const other of others) {
    const [left, right] = await countedLines(first, other, file, rules);
    if (all.length === 0) all.push(read(left));
    all.push(read(right));
  }
  all[0]?.forEach((numbers, line) => {
    numbers.forEach((_, at) => figures.add(all.map((play) => play[line]?.[at] ?? NaN)));
  });
}

function added(kind: "mask" | "ignore", now: readonly string[], before: readonly string[]): NoiseFinding[] {
  return now.filter((one) => !before.includes(one)).map((one) => ({
    where: kind === "mask" ? one : `lines ${one}`,
    kind: "ignore",
    seen: "varied",
    before: "compared",
    after: kind === "mask" ? "masked" : "left out",
  }));
}
