/** What a line of a report is: a row of numbers, a value with a name, or words. */
import { type Field, fieldsOf } from "./fixed_columns.ts";

/** `Total area = 24.33 ha`, also `Share = 10%`, `Runoff:12.5 mm`. */
const VALUE =
  /^\s*(\S.*?)\s*(?:=|:)\s*([-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?|\*+|nan|[-+]?inf)([%°µ\p{L}]+(?:\^?\d)?(?:\/\p{L}+(?:\^?\d)?)*)?(?:\s+(\S.*?))?\s*$/iu;
/** `Ratio = 1/3`: no number that is known, but one that counts. */
const OTHER_VALUE = /^\s*(\S.*?)\s*=\s*([-+]?\.?\d[\d.,/%-]*(?:\s.*?)?)\s*$/;
/** Longer lines are no values. */
const LONGEST_VALUE = 400;
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?";
/** Numbers that only say when and by what a report was made. */
const DATED = new RegExp(
  [
    "\\b\\d{4}-\\d\\d-\\d\\d(?:T[\\d:.]+Z?)?\\b",
    "\\b\\d{1,2}/\\d{1,2}/\\d{2,4}\\b",
    `\\b\\d{1,2}[ -]${MONTH}[ -]\\d{4}\\b`,
    `\\b${MONTH} \\d{1,2},? \\d{4}\\b`,
    "\\b\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?\\b|(?![.\\d]))",
    "\\bversion\\s*[:=]?\\s*\\S+",
    "\\bv\\d+(?:\\.\\d+)+\\S*",
  ].join("|"),
  "gi",
);
/** Numbers that are compared as they stand: `1,234.5`, `10%`. */
const WRITTEN = /^[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?%?$/;
/** Words that a row of sums begins with. */
const SUMMARY = /^\s*(?:mean|average|avg|totals?|sum|min(?:imum)?|max(?:imum)?|median|std)\b/i;

export interface ReportLine {
  text: string;
  fields: readonly Field[];
  /** Without dates and versions. */
  numbers: number;
  words: number;
  /** Its numbers and words in order: `NWN`. */
  shape: string;
}

/** A value with a name and its unit. */
export interface NamedValue {
  name: string;
  number: string;
}

export function readLine(text: string): ReportLine {
  const fields = fieldsOf(text);
  const undated = text.replace(DATED, "");
  const counted = undated === text ? fields : fieldsOf(undated);
  // A line of stars rules off.
  const isRule = fields.length === 1 && text.includes("*");
  const shape = isRule
    ? ""
    : counted.map((field) => field.isNumber || WRITTEN.test(field.text) ? "N" : "W").join("");
  const numbers = shape.replaceAll("W", "").length;
  return { text, fields, numbers, words: shape.length - numbers, shape };
}

/** The value of a line that is none of a table. */
export function namedValue({ text }: ReportLine): NamedValue | undefined {
  if (text.length > LONGEST_VALUE) return undefined;
  const undated = text.replace(DATED, "");
  const found = VALUE.exec(undated);
  if (found !== null) {
    const [, name = "", number = "", glued, apart] = found;
    const unit = [glued, apart].filter((part) => part !== undefined).join(" ");
    return { name: unit === "" ? name : `${name} (${unit})`, number: number.replaceAll(",", "") };
  }
  const [, name, number] = OTHER_VALUE.exec(undated) ?? [];
  return name === undefined || number === undefined ? undefined : { name, number };
}

/** More numbers than words: a row, wherever it stands. */
export function isRow({ numbers, words }: ReportLine): boolean {
  return numbers > words;
}

/** True for a row with many words that begins a table: the next line is made alike, or it holds sums. */
export function isFirstRow(line: ReportLine, next: ReportLine | undefined): boolean {
  if (line.numbers === 0) return false;
  // A number in the midst of words is a title's.
  const isRowLike = line.numbers > 1 || /^N|N$/.test(line.shape);
  if (isRowLike && line.shape === next?.shape) return true;
  return SUMMARY.test(line.text) && /NW?$/.test(line.shape);
}

/**
 * True for a line below a row that is one, too, however many words it has.
 *
 * @param last row before it
 * @param next line behind it
 */
export function isNextRow(line: ReportLine, last: ReportLine, next: ReportLine | undefined): boolean {
  if (line.numbers === 0) return false;
  const goesOn = next !== undefined && isRow(next) && Math.abs(next.fields.length - last.fields.length) <= 1;
  const isAlike = line.shape === last.shape || line.numbers >= Math.max(2, last.numbers - 1);
  return goesOn || isAlike || line.words <= 2;
}
