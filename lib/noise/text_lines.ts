/** Lines of texts from play to play: which of them vary, and which patterns and masks are for those. */
import { MASKS } from "../compare/methods/text_diff.ts";
import { diffLines, type LineChange, type NumberedLine } from "../compare/text/line_diff.ts";
import { Ignores, readTexts } from "../compare/text/lines.ts";
import { type NumberLine, readNumberLine } from "../compare/text/number_lines.ts";
import type { Tolerance } from "../compare/tolerance.ts";
import { linePattern, maskSubsets } from "./line_patterns.ts";
import type { Samples } from "./types.ts";

/** With more patterns than this a text is not ignored in part: it is another one in every run. */
export const MOST_PATTERNS = 8;
const ALIKE = "which vary and begin as lines do that do not";
/** A number that moves by more than this share of itself does not belong to noise. */
const NEAR = 0.05;

/** Rules of a text as far as they are known. */
export interface Rules {
  ignore: Set<string>;
  mask: Set<string>;
  tolerance: Tolerance;
}

/** What lines of the plays of one file do. */
export interface SeenLines {
  /** Of the first play, those that hold the same in all of them, but for what rules allow or masks can hide. */
  steady: string[];
  /** Masks that are lacking. */
  mask: Set<string>;
  /** Lines that no mask is for. */
  changes: LineChange[];
}

/** Looks for lines that vary. */
export async function linesOf(
  { file, plays: [first, ...others] }: Samples,
  rules: Rules,
): Promise<SeenLines> {
  const masked = [...rules.mask];
  const same = (a: NumberedLine, b: NumberedLine) => a.text === b.text || areAlike(a.text, b.text, masked);
  const mask = new Set<string>();
  const changes: LineChange[] = [];
  let lines: NumberedLine[] = [];
  for (const other of others) {
    const [left, right] = await countedLines(first, other, file, rules);
    lines = left;
    for (const change of diffLines(left, right, same)) {
      const { baseline, produced } = change;
      const masks = baseline === undefined || produced === undefined
        ? undefined
        : maskSubsets(Object.keys(MASKS)).find((more) =>
          areAlike(baseline.text, produced.text, [...masked, ...more])
        );
      if (masks === undefined) changes.push(change);
      else for (const name of masks) mask.add(name);
    }
  }
  const varied = new Set(changes.map(({ baseline }) => baseline?.number));
  return { steady: lines.filter(({ number }) => !varied.has(number)).map(({ text }) => text), mask, changes };
}

/**
 * Patterns and masks that one file lacks.
 *
 * @param isFree whether a pattern matches no line that is the same in all plays
 * @returns undefined when it differs in more than those can say, or why no pattern can
 */
export function patternsOf(
  { mask, changes }: SeenLines,
  isFree: (pattern: string) => boolean,
): { ignore: string[]; mask: string[] } | string | undefined {
  const ignore = new Set<string>();
  for (const { baseline, produced } of changes) {
    for (const [line, opposite] of [[baseline, produced], [produced, baseline]]) {
      if (line === undefined) continue;
      const pattern = linePattern(line.text, opposite?.text, isFree);
      if (pattern === undefined && linePattern(line.text, opposite?.text) === undefined) return undefined;
      if (pattern === undefined) return `has lines like ${JSON.stringify(line.text)}, ${ALIKE}`;
      ignore.add(pattern);
      if (ignore.size > MOST_PATTERNS) return undefined;
    }
  }
  return { ignore: [...ignore], mask: [...mask] };
}

/** Lines of two plays that count: as many on both sides where the patterns are complete. */
export async function countedLines(
  baseline: string,
  produced: string,
  file: string,
  rules: Rules,
): Promise<[NumberedLine[], NumberedLine[]]> {
  const ignores = new Ignores([...rules.ignore]);
  const [left, right] = await readTexts({ baseline, produced }, file);
  return [ignores.counted(left.lines), ignores.counted(right.lines)];
}

/** True when only numbers differ, and each of them so little that a tolerance can hold it. */
function areAlike(a: string, b: string, masks: readonly string[]): boolean {
  const patterns = masks.map(maskOf);
  const [left, right] = [readNumberLine(a, patterns), readNumberLine(b, patterns)];
  return left.words === right.words && left.numbers.length === right.numbers.length &&
    areNear(left, right);
}

/** A number that is written with few digits may move by the last of them. */
function areNear(a: NumberLine, b: NumberLine): boolean {
  return a.numbers.map(Number).every((number, at) => {
    const other = Number(b.numbers[at] ?? NaN);
    if (Object.is(number, other)) return true;
    if (isTime(number) && isTime(other)) return false;
    const decimals = Math.max(
      ...[number, other].map((value) => /\.(\d+)/.exec(String(value))?.[1]?.length ?? 0),
    );
    return Math.abs(number - other) <= NEAR * Math.abs(number) + 1.01 * 10 ** -decimals;
  });
}

/** Seconds, or thousandths of them, since 1970. */
function isTime(value: number): boolean {
  return value > 1e9 && value < 1e14;
}

/** What a mask hides, by its name. */
export function maskOf(name: string): RegExp {
  return MASKS[name] ?? new RegExp(name, "gu");
}
