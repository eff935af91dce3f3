/** Places in JSON text, whole or cut off: where strings, numbers and lists end, and what they stand for. */

const NUMBER = /-?\d[\d.eE+-]*/y;
const ESCAPES: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The list that begins at a place, when it holds nothing but strings and numbers; `end` is behind its bracket. */
export function plainList(
  text: string,
  start: number,
): { values: (string | number)[]; end: number } | undefined {
  const values: (string | number)[] = [];
  let at = behindBlanks(text, start + 1);
  while (text[at] !== "]") {
    const end = endOfScalar(text, at);
    if (end === undefined) return undefined;
    values.push(text[at] === '"' ? decode(text.slice(at + 1, end - 1)) : Number(text.slice(at, end)));
    at = behindBlanks(text, end);
    if (text[at] === ",") at = behindBlanks(text, at + 1);
  }
  return { values, end: at + 1 };
}

/** Where the string or number ends that begins at a place; undefined when none does, or it is cut off. */
export function endOfScalar(text: string, at: number): number | undefined {
  if (text[at] === '"') {
    const close = endOfString(text, at);
    return close === -1 ? undefined : close + 1;
  }
  if (!isNumberStart(text[at])) return undefined;
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(text)?.[0];
  return digits === undefined ? undefined : at + digits.length;
}

export function isNumberStart(char: string | undefined): boolean {
  return char !== undefined && (char === "-" || (char >= "0" && char <= "9"));
}

export function isBeforeColon(text: string, at: number): boolean {
  return text[behindBlanks(text, at)] === ":";
}

/** True before the bracket that closes a list, and where the text was cut off. */
export function isListEnd(text: string, at: number): boolean {
  const char = text[behindBlanks(text, at)];
  return char === undefined || char === "]";
}

function behindBlanks(text: string, at: number): number {
  let place = at;
  while (text[place] === " " || text[place] === "\t" || text[place] === "\n" || text[place] === "\r") place++;
  return place;
}

/** Index of the quote that ends a string, or -1 when the text ends before it. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return -1;
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\" && quote - 1 - slashes > start) slashes++;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

/** The characters that a JSON string stands for; text that is not quite JSON is unescaped as far as it goes. */
export function decode(raw: string): string {
  if (!raw.includes("\\")) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw.replace(
      /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g,
      (_, hex: string | undefined, char: string) => {
        return hex === undefined ? ESCAPES[char] ?? char : String.fromCharCode(parseInt(hex, 16));
      },
    );
  }
}

/**
 * Replaces inside the strings and numbers of a JSON document, so that it stays one: a number that changes
 * becomes a string.
 */
export function replaceInJson(text: string, replace: (part: string) => string): string {
  let out = "";
  let copied = 0;
  for (let at = 0; at < text.length;) {
    const end = endOfScalar(text, at);
    if (end === undefined) {
      at++;
      continue;
    }
    const plain = text[at] === '"' ? decode(text.slice(at + 1, end - 1)) : text.slice(at, end);
    const next = replace(plain);
    if (next !== plain) {
      out += text.slice(copied, at) + JSON.stringify(next);
      copied = end;
    }
    at = end;
  }
  return out + text.slice(copied);
}
