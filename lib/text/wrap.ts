/** Text for a terminal of 100 columns. */

/** Columns that a line has. */
export const WIDTH = 100;

/**
 * Text in lines of {@link WIDTH} columns.
 *
 * @param indent spaces before every line; `further` before all but the first
 */
export function wrapped(text: string, indent: number, further = indent): string[] {
  const [first = "", ...rest] = wrapWords(printable(text), WIDTH - indent);
  const more = rest.length === 0 ? [] : wrapWords(rest.join(" "), WIDTH - further);
  return [" ".repeat(indent) + first, ...more.map((line) => " ".repeat(further) + line)];
}

/** Lines no longer than the width; words that are longer are cut, after a separator where there is one. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = printable(text);
  while (rest.length > width) {
    const head = rest.slice(0, width + 1);
    const space = head.trimStart() === "" ? -1 : head.lastIndexOf(" ");
    const isIndent = space <= head.length - head.trimStart().length;
    const sign = Math.max(...["/", "-", ",", "_", "&"].map((each) => head.slice(0, width).lastIndexOf(each)));
    const cut = !isIndent ? space : sign > width / 2 ? sign + 1 : width;
    const at = /[\uD800-\uDBFF]$/.test(rest.slice(0, cut)) && cut > 1 ? cut - 1 : cut;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Characters that would move the cursor or hide text are shown as escapes. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
