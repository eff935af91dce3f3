/** Where the columns of fixed-width rows are, and what the words above them call them. */

/** One text of a line with its place. */
export interface Field {
  text: string;
  start: number;
  /** Behind the last character. */
  end: number;
  isNumber: boolean;
}

const FIELD = /\S+/g;
/** Also `****`: a number too wide for its column. */
const NUMBER = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?|\*+|[-+]?(?:nan|inf(?:inity)?))$/i;
/** Numbers that were printed without a blank between them: `-1.25-3.50`. */
const GLUED = /(?<=[\d.])(?=-)/;
const DATE = /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])$/;

/** The fields of a line. */
export function fieldsOf(line: string): Field[] {
  const fields: Field[] = [];
  for (const found of line.matchAll(FIELD)) {
    const parts = NUMBER.test(found[0]) || DATE.test(found[0]) ? [found[0]] : found[0].split(GLUED);
    const texts = parts.every((part) => NUMBER.test(part)) ? parts : [found[0]];
    let start = found.index;
    for (const text of texts) {
      fields.push({ text, start, end: start + text.length, isNumber: NUMBER.test(text) });
      start += text.length;
    }
  }
  return fields;
}

/** Words with one blank between them become one field. */
export function joinWords(fields: readonly Field[]): Field[] {
  const joined: Field[] = [];
  for (const field of fields) {
    const last = joined.at(-1);
    if (last === undefined || last.isNumber || field.isNumber || field.start !== last.end + 1) {
      joined.push({ ...field });
      continue;
    }
    last.text += ` ${field.text}`;
    last.end = field.end;
  }
  return joined;
}

/** The columns of a block of rows. */
export interface Spans {
  /** Where each column ends, as most rows have it. */
  ends: readonly number[];
  /** Where it begins at the earliest. */
  starts: readonly number[];
  /** The texts of a row, one for each column; a column that is blank in it is empty. */
  cut(fields: readonly Field[]): string[];
}

/** The columns that the longest rows agree on. */
export function columnSpans(rows: readonly (readonly Field[])[]): Spans {
  const count = rows.reduce((most, fields) => Math.max(most, fields.length), 0);
  const full = rows.filter((fields) => fields.length === count);
  const [first = []] = full;
  // By hand: so many arguments as a long report has rows are refused.
  const ends = first.map((_, column) =>
    full.reduce((last, fields) => Math.max(last, fields[column]?.end ?? 0), 0)
  );
  const starts = first.map((_, column) =>
    full.reduce((least, fields) => Math.min(least, fields[column]?.start ?? 0), Infinity)
  );
  const cut = (fields: readonly Field[]) => {
    if (fields.length === count) return fields.map((field) => field.text);
    const texts = new Array<string>(count).fill("");
    let from = 0;
    fields.forEach((field, index) => {
      // As many columns must be left as there are fields behind it.
      const last = count - (fields.length - index);
      let column = from;
      while (column < last && (starts[column + 1] ?? 0) < field.end && (ends[column] ?? 0) < field.end) {
        column++;
      }
      texts[column] = field.text;
      from = column + 1;
    });
    return texts;
  };
  return { ends, starts, cut };
}

/** A name for each column, of the words above it: `Runoff (m^3)`. */
export function headerNames(lines: readonly string[], spans: Spans): string[] {
  const names = spans.ends.map(() => "");
  // Words with one blank between them are a title, unless there are names below.
  const found = lines.map((line) => ({ parts: namesOf(line, spans), isSure: /\S\s{2,}\S/.test(line) }));
  for (const { parts, isSure } of found) {
    const isTitle = !isSure && parts.length < spans.ends.length && !found.some((other) => other.isSure);
    if (isTitle) continue;
    for (const { column, text } of parts) names[column] = `${names[column] ?? ""} ${text}`.trim();
  }
  return names;
}

/** What a line says of which columns; nothing when it rules off, or explains a letter (`J= julian day`). */
function namesOf(line: string, { ends }: Spans): { column: number; text: string }[] {
  if (line.includes("=") || !/[^\s_*-]/.test(line)) return [];
  // A unit belongs to the word before it: `Loss (kg)`.
  const words = [...line.matchAll(/\S+(?: \(\S*\))?/g)];
  const phrases = words.length > ends.length ? [...line.matchAll(/\S+(?: \S+)*/g)] : words;
  if (phrases.length > ends.length || phrases.length < Math.max(2, ends.length / 2)) return [];
  const middles = phrases.map((found) => (found.index ?? 0) + found[0].length / 2);
  const columns = inOrder(middles, ends.map((end, column) => (end + (ends[column - 1] ?? 0)) / 2));
  return phrases.map((found, index) => ({ column: columns[index] ?? 0, text: found[0] }));
}

/**
 * Gives each phrase a column further right than that of the phrase before, with the least way in all.
 *
 * @param phrases,columns where their middles are; there are at least as many columns
 */
function inOrder(phrases: readonly number[], columns: readonly number[]): number[] {
  const spare = columns.length - phrases.length;
  // best[p][s]: least way of the phrases from p on, when s columns were passed over before them.
  const best = [...phrases, 0].map(() => new Float64Array(spare + 1));
  const way = (phrase: number, passed: number) =>
    Math.abs((phrases[phrase] ?? 0) - (columns[phrase + passed] ?? 0)) + (best[phrase + 1]?.[passed] ?? 0);
  for (let phrase = phrases.length - 1; phrase >= 0; phrase--) {
    const row = best[phrase];
    if (row === undefined) continue;
    for (let passed = spare; passed >= 0; passed--) {
      row[passed] = Math.min(way(phrase, passed), passed < spare ? row[passed + 1] ?? Infinity : Infinity);
    }
  }
  let passed = 0;
  return phrases.map((_, phrase) => {
    while (passed < spare && way(phrase, passed) > (best[phrase]?.[passed + 1] ?? Infinity)) passed++;
    return phrase + passed;
  });
}
