/** Where a text stops being JSON. The runtimes' own messages differ and often name no place. */

/** A place and what stands there. Line and column count from 1. */
export interface JsonFault {
  line: number;
  column: number;
  /** In words: what was found, what was expected. */
  message: string;
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR =
  /"(?:[^"\\\n]|\\.)*"|true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** What may come next. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or }" | ", or ]" | "end of the text";

/** The first place where the text is not JSON (with Python's NaN and Infinity); the end when all of it is. */
export function findJsonFault(text: string): JsonFault {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  const afterValue = (): Expected => {
    const inside = open.at(-1);
    return inside === undefined ? "end of the text" : inside === "{" ? ", or }" : ", or ]";
  };
  const step = (): Expected | undefined => {
    const sign = text[at];
    const closes = (sign === "}" && (expected === "key or }" || expected === ", or }")) ||
      (sign === "]" && (expected === "value or ]" || expected === ", or ]"));
    if (closes) {
      at++;
      open.pop();
      return afterValue();
    }
    if (expected.startsWith(", or")) {
      if (sign !== ",") return undefined;
      at++;
      return open.at(-1) === "{" ? "key" : "value";
    }
    if (expected === ":") return sign === ":" ? (at++, "value") : undefined;
    if (expected.startsWith("key")) return sign === '"' && take(SCALAR) !== "" ? ":" : undefined;
    if (!expected.startsWith("value")) return undefined;
    if (sign === "{" || sign === "[") {
      at++;
      open.push(sign);
      return sign === "{" ? "key or }" : "value or ]";
    }
    return take(SCALAR) === "" ? undefined : afterValue();
  };
  for (;;) {
    take(SPACE);
    const next = step();
    if (next === undefined) return describe(text, at, expected);
    expected = next;
  }
}

function describe(text: string, at: number, expected: Expected): JsonFault {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - (before.lastIndexOf("\n") + 1) + 1;
  const found = at >= text.length ? "the text ends" : `found ${JSON.stringify(text[at])}`;
  return { line, column, message: `${found}, expected ${expected}` };
}
